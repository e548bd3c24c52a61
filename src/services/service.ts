import type { AddedConstraints } from '../contexts/constraints.js'
import type { ContextTypeName } from '../contexts/context.js'
import type { AddedProperties } from '../contexts/property.js'
import type { Server } from '../contexts/types/server.js'
import type { FindOrphans } from './orphan.js'
import type { Copies, Planners, Recorders, Transitions } from './planner.js'

/** What a server can offer, `http` or `db`: what is the same for each implementation of it. */
export interface Service extends AddedConstraints {
  readonly name: string
  readonly description: string
  /** Whether only sites get it whose application needs it. */
  readonly onDemand?: boolean
  /** Who subscribes to it, and by which reference. */
  readonly subscription?: { readonly type: ContextTypeName; readonly by: string }
  /** Properties that come with the service, whatever the type. */
  readonly properties: AddedProperties
  /** What the user is told when the server does not offer the service; the name of the context follows. */
  readonly missing?: { readonly [Type in ContextTypeName]?: string }
  /** Where it may have left something that no context owns. */
  readonly orphans?: FindOrphans
}

/** An implementation of a service, `nginx` or `mysql`. One folder; adding one touches no other file. */
export interface ServiceType extends AddedConstraints {
  readonly service: string
  readonly name: string
  readonly description: string
  /** Properties that only this type adds. */
  readonly properties: AddedProperties
  /** What must be true for a context that exists. */
  readonly verify: Planners
  /** What must be true besides once an application has just been installed. */
  readonly install?: Planners
  /** What must be gone of an old state once the new one holds, or once the context is gone for good. */
  readonly withdraw: Transitions
  /** How the data of a context gets to where its new state has them. */
  readonly copy?: Copies
  /** What stops writes to a context for a while, in the place of `verify`. */
  readonly hold?: Planners
  /** What it chooses for a context at its first verify or install: recorded, so that it stays. */
  readonly recorded?: Recorders
  /** What it chooses for one that is made anew beside what it has. */
  readonly renewed?: Recorders
  /** How it is reached on a server, for what list and show say: `port 8080`. */
  readonly reachedAt?: (server: Server) => string
  /** Where it may have left something that no context owns. */
  readonly orphans?: FindOrphans
}
