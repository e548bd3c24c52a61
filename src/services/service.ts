import type { AddedConstraints } from '../contexts/constraints.js'
import type { ContextTypeName } from '../contexts/context.js'
import type { AddedProperties } from '../contexts/property.js'
import type { Server } from '../contexts/types/server.js'
import type { FindOrphans } from './orphan.js'
import type { Copies, GeneralWarnings, Needs, Openers, Planners, Recorders, Transitions, Warnings } from './planner.js'

/** A service that a server can offer, such as `http` or `db`: everything that is the same for each implementation. */
export interface Service extends AddedConstraints {
  readonly name: string
  readonly description: string
  /** Whether only sites get it whose application needs it. */
  readonly onDemand?: boolean
  /** The type of contexts that subscribes to it, and the reference for that. */
  readonly subscription?: { readonly type: ContextTypeName; readonly by: string }
  /** Properties of every type of the service. */
  readonly properties: AddedProperties
  /** A warning if the server does not offer the service. The name of the context follows. */
  readonly missing?: { readonly [Type in ContextTypeName]?: string }
  /** What a verify should tell of a context, whether its server offers the service or not. */
  readonly warnings?: GeneralWarnings
  /** Finds what the service left behind for contexts that no longer exist. */
  readonly orphans?: FindOrphans
}

/** An implementation of a service, such as `nginx` or `mysql`. One folder. Adding one changes no other file. */
export interface ServiceType extends AddedConstraints {
  readonly service: string
  readonly name: string
  readonly description: string
  /** Properties that only this type adds. */
  readonly properties: AddedProperties
  /** What must be there before anything is changed: programs, sockets, ports, groups, folders, the rights of sudo. */
  readonly needs: Needs
  /** Contexts that a context needs, and that have to be verified once more for it. */
  readonly opens?: Openers
  /** Steps that must be true for an existing context. */
  readonly verify: Planners
  /** Additional steps right after the installation of an application. */
  readonly install?: Planners
  /** Steps that remove what the old state has and the new state does not, or everything if the context is deleted. */
  readonly withdraw: Transitions
  /** Steps that copy the data of a context to its new state. */
  readonly copy?: Copies
  /** Steps that stop writes to a context for a while, instead of `verify`. */
  readonly hold?: Planners
  /** Values that it chooses for a context at the first verify or install. They are recorded and stay. */
  readonly recorded?: Recorders
  /** Values that it chooses for a new copy beside the old one. */
  readonly renewed?: Recorders
  /** What the user should know of a context, and what stops nothing. The name of the context is in it. */
  readonly warnings?: Warnings
  /** How it is reached on a server, for list and show: `port 8080`. */
  readonly reachedAt?: (server: Server) => string
  /** Finds what the service type left behind for contexts that no longer exist. */
  readonly orphans?: FindOrphans
}
