import type { HostReader } from '../hosts/reader.js'
import type { AddedProperties, Json } from '../contexts/property.js'
import type { AddedConstraints } from '../contexts/constraints.js'
import type { ContextTypeName, ContextTypes } from '../contexts/context.js'
import type { Step } from '../steps/common/step.js'

/** The steps that one context wants; what it needs to know of the host it sees through `look`. */
type Planner<Type extends ContextTypeName> = (context: ContextTypes[Type], look: HostReader) => readonly Step[]
type Recorder<Type extends ContextTypeName> = (
  context: ContextTypes[Type],
  look: HostReader,
) => Readonly<Record<string, Json>>
export type Recorders = { readonly [Type in ContextTypeName]?: Recorder<Type> }
export type Planners = { readonly [Type in ContextTypeName]?: Planner<Type> }

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
  /** What must be true once a context is gone. */
  readonly remove: Planners
  /** What it chooses for a context at its first verify or install: recorded, so that it stays. */
  readonly recorded?: Recorders
}
