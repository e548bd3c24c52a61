import type { Context, ContextTypeName } from '../contexts/context.js'
import type { Server } from '../contexts/types/server.js'
import type { Planner } from '../services/planner.js'
import { ProvisionError, together } from '../errors.js'
import { thisMachine } from '../hosts/reader.js'
import { NotReadYet } from '../hosts/snapshot-reader.js'
import type { Step } from '../steps/common/step.js'
import type { Needed, NeedsStep } from '../steps/needs.js'
import type { TaskPlanning } from './planning.js'
import { quotaSteps } from './quotas.js'
import { applicationOf, servicesOf } from './services.js'

type ByType<Plan> = { readonly [Type in ContextTypeName]?: Plan }
type AnyPlanner<Subject, Item> = (subject: Subject, server: Server, planning: TaskPlanning) => readonly Item[]

/** Planners are declared by type of contexts. Calls the one for the context's type. */
const ask = <Subject, Item = Step>(
  planners: ByType<unknown> | undefined,
  type: ContextTypeName,
  subject: Subject,
  [server, planning]: readonly [Server, TaskPlanning],
): readonly Item[] => (planners?.[type] as AnyPlanner<Subject, Item> | undefined)?.(subject, server, planning) ?? []

/** What planners refuse. All of them are asked before a host reads what they did not know yet. */
class Planned {
  readonly #refusals: ProvisionError[] = []
  #notReadYet: NotReadYet | undefined

  /** Empty where the planner refuses. */
  of<Item>(plan: () => readonly Item[]): readonly Item[] {
    try {
      return plan()
    } catch (error) {
      if (error instanceof ProvisionError) this.#refusals.push(error)
      else if (error instanceof NotReadYet) this.#notReadYet = error
      else throw error
      return []
    }
  }

  get refusals(): readonly ProvisionError[] {
    if (this.#notReadYet !== undefined) throw this.#notReadYet
    return this.#refusals
  }
}

const needsStep = (context: string, needs: readonly Needed[], refusals: readonly ProvisionError[]): NeedsStep => ({
  kind: 'needs',
  stage: 'secret',
  host: thisMachine,
  context,
  title: `check that ${context} has what it needs`,
  needs,
  refusals: refusals.map(({ code, message, fix }) => ({ code, message, ...(fix === undefined ? {} : { fix }) })),
})

/**
 * The steps of the services and the application of a context, after a look at what they need. What planners refuse is
 * told with all that is missing.
 */
export const verifySteps = (context: Context, planning: TaskPlanning): readonly Step[] => {
  const planned = new Planned()
  const services = servicesOf(context, planning)
  const needs = services.flatMap(({ type, server }) =>
    planned.of(() => ask<Context, Needed>(type.needs, context.type, context, [server, planning])),
  )
  const steps = [
    ...quotaSteps(context, planning),
    ...services.flatMap(({ type, server }) =>
      planned.of(() => ask<Context, Step>(type.verify, context.type, context, [server, planning])),
    ),
    ...applicationOf(context, planning).flatMap(({ application, server }) =>
      planned.of(() => ask<Context, Step>(application.verify, context.type, context, [server, planning])),
    ),
  ]
  const { refusals } = planned
  if (needs.length > 0) return [needsStep(context.name, needs, refusals), ...steps]
  if (refusals.length > 0) throw together(refusals)
  return steps
}

/** The steps that set the permissions of everything in the folders of a context. */
export const permissionSteps = (context: Context, planning: TaskPlanning): readonly Step[] =>
  applicationOf(context, planning).flatMap(({ application, server }) =>
    ask<Context>(application.permissions, context.type, context, [server, planning]),
  )

/** What services warn of, be they offered or not. */
export const generalWarnings = (context: Context, planning: TaskPlanning): readonly string[] =>
  planning.catalog.services.flatMap(({ warnings }) => {
    const ask = warnings?.[context.type] as
      | ((subject: Context, planning: TaskPlanning) => readonly string[])
      | undefined
    return ask?.(context, planning) ?? []
  })

/** What the services of a context warn of. */
export const serviceWarnings = (context: Context, planning: TaskPlanning): readonly string[] =>
  servicesOf(context, planning).flatMap(({ type, server }) =>
    ask<Context, string>(type.warnings, context.type, context, [server, planning]),
  )

/** The steps that install the application of a context, and the steps of its services after that. */
export const installSteps = (context: Context, planning: TaskPlanning): readonly Step[] => [
  ...applicationOf(context, planning).flatMap(({ application, server }) =>
    (application.install as Planner<never>)(context as never, server, planning),
  ),
  ...servicesOf(context, planning).flatMap(({ type, server }) =>
    ask(type.install, context.type, context, [server, planning]),
  ),
]

/** The steps that stop writes to a context for a while, as far as its services can. */
export const holdSteps = (context: Context, planning: TaskPlanning): readonly Step[] =>
  servicesOf(context, planning).flatMap(({ type, server }) => ask(type.hold, context.type, context, [server, planning]))

/** A change from one state of a context to another, or to none. */
export interface Change {
  readonly from: Context
  readonly to: Context | undefined
}

/** The steps that remove what an old state has and the new one does not. */
export const withdrawSteps = (change: Change, planning: TaskPlanning): readonly Step[] => {
  const { from } = change
  return [
    ...servicesOf(from, planning).flatMap(({ type, server }) =>
      ask(type.withdraw, from.type, change, [server, planning]),
    ),
    ...applicationOf(from, planning).flatMap(({ application, server }) =>
      ask(application.withdraw, from.type, change, [server, planning]),
    ),
  ]
}

/** The steps that copy the data of an old state to the new one. The services of the old state plan them. */
export const copySteps = (change: Change & { readonly to: Context }, planning: TaskPlanning): readonly Step[] =>
  servicesOf(change.from, planning).flatMap(({ type, server }) =>
    ask(type.copy, change.from.type, change, [server, planning]),
  )
