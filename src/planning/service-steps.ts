import type { Context, ContextTypeName } from '../contexts/context.js'
import type { Server } from '../contexts/types/server.js'
import type { Planner } from '../services/planner.js'
import type { Step } from '../steps/common/step.js'
import type { TaskPlanning } from './planning.js'
import { applicationOf, servicesOf } from './services.js'

type ByType<Plan> = { readonly [Type in ContextTypeName]?: Plan }
type AnyPlanner<Subject> = (subject: Subject, server: Server, planning: TaskPlanning) => readonly Step[]

/** Planners are declared by type of contexts. Calls the one for the context's type. */
const ask = <Subject>(
  planners: ByType<unknown> | undefined,
  type: ContextTypeName,
  subject: Subject,
  [server, planning]: readonly [Server, TaskPlanning],
): readonly Step[] => (planners?.[type] as AnyPlanner<Subject> | undefined)?.(subject, server, planning) ?? []

/** The steps of the services and the application of a context. */
export const verifySteps = (context: Context, planning: TaskPlanning): readonly Step[] => [
  ...servicesOf(context, planning).flatMap(({ type, server }) =>
    ask(type.verify, context.type, context, [server, planning]),
  ),
  ...applicationOf(context, planning).flatMap(({ application, server }) =>
    ask(application.verify, context.type, context, [server, planning]),
  ),
]

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
