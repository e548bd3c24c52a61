import { explained } from '../contexts/record.js'
import { abandonedContexts } from '../engine/abandoned-journals.js'
import { lookAgain, writeSeen } from '../engine/data-seen.js'
import type { Engine } from '../engine/engine.js'
import { execute } from '../engine/execute.js'
import { hasChanges } from '../engine/plan.js'
import type { Progress } from '../engine/progress.js'
import { type Consent, writePlan } from '../engine/saved-plan.js'
import type { Executed, Execution, Task as EngineTask } from '../engine/task.js'
import type { Kinds } from '../steps/common/kind.js'
import type { Task, TaskRequest, TaskRun } from '../tasks/common/task.js'
import { loadTemplates } from '../templates/render.js'
import type { TaskOptions, TaskReport } from './api.js'
import { makeHome } from './home.js'
import { Passes } from './passes.js'
import { reportOf } from './reports.js'
import type { Session } from './session.js'

/** The part of a task that the engine needs. */
export type TaskDeclaration = Pick<Task, 'name' | 'stages' | 'locks' | 'keeps' | 'of'>

const interruptedWarning = (name: string): string =>
  `${name}: an interrupted task will be undone or finished first (see provision-journal); the plan may change then`

export const executionOf = (
  { dryRun, check, wait }: TaskOptions,
  { alwaysCheck = false }: Pick<TaskRun, 'alwaysCheck'> = {},
): Execution => ({
  planOnly: Boolean(dryRun || check),
  alwaysCheck,
  ...(wait === undefined ? {} : { waitSeconds: wait }),
})

/** A site that failed before the task as well is no reason to refuse it, but is told. */
const alreadyFailing = ({ context, result }: TaskReport): readonly string[] =>
  result['already_failing'] === undefined
    ? []
    : [`${context} failed before, and still does: ${result['already_failing']}`]

/** The report on a context: success with warnings, or the error. */
export const reported = async (
  { plan, ended }: Executed,
  kinds: Kinds,
  warningsOf: (context: string) => readonly string[] = () => [],
): Promise<TaskReport> => {
  const error = plan.error === undefined ? undefined : await explained(plan.error)
  const report = reportOf({ plan: { ...plan, error }, ...(ended === undefined ? {} : { ended }) }, kinds)
  return report.ok
    ? { ...report, warnings: [...alreadyFailing(report), ...(plan.warnings ?? []), ...warningsOf(plan.context)] }
    : report
}

/** Reports the end of each context, with its warnings. */
export const reportEnds = (reports: readonly TaskReport[], progress: Progress): void => {
  for (const { context, ok, changed, warnings } of reports) {
    for (const message of warnings) progress({ event: 'warning', context, message })
    progress({ event: 'ended', context, ok, changed })
  }
}

/** Asks for the confirmations of a task. Plans are only shown, so they need none. */
export const confirmAll = async (consents: readonly Consent[] | undefined, options: TaskOptions): Promise<void> => {
  if (executionOf(options).planOnly) return
  for (const consent of consents ?? []) await options.consent?.(consent)
}

/** Records the data of the contexts that are as they should be. It is looked at again where something has changed. */
const noteData = async (executed: readonly Executed[], engine: Engine): Promise<void> => {
  const good = executed.filter(({ plan, ended }) => plan.error === undefined && ended?.error === undefined)
  const plans = good.map(({ plan }) => plan).filter(({ data = [] }) => data.length > 0)
  const again = await lookAgain(
    plans.filter(hasChanges).flatMap(({ data = [] }) => data),
    engine,
  )
  for (const { context, known, data = [] } of plans)
    if (known !== undefined)
      writeSeen(engine.home, context, { known, found: data.map((found) => again.get(found.step) ?? found) })
}

/** Runs a task on its contexts, and reports on each. */
export const executeRun = async (
  task: TaskDeclaration,
  run: TaskRun,
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  const { home } = session
  const how = executionOf(options, run)
  if (run.renders !== false) await loadTemplates()
  if (!how.planOnly) makeHome(home)
  const passes = new Passes({ ...task, ...run }, session)
  const engineTask: EngineTask = {
    name: run.title ?? task.name,
    contexts: run.contexts,
    stages: task.stages,
    keeps: run.keeps ?? task.keeps ?? false,
    keepsFailed: run.keepsFailed ?? false,
    alsoLocks: task.locks ?? [],
    intents: (names) => passes.intents(names),
  }
  return session.withEngine(engineTask.name, options, async (engine) => {
    const executed = await execute(engineTask, engine, how)
    if (!how.planOnly) await noteData(executed, engine)
    if (options.out !== undefined) writePlan(options.out, { ...engineTask, consents: run.consents ?? [] }, executed)
    const abandoned = new Set(how.planOnly ? abandonedContexts(home, run.contexts) : [])
    const warningsOf = (name: string) => [
      ...(abandoned.has(name) ? [interruptedWarning(name)] : []),
      ...passes.warningsOf(name),
    ]
    const reports = await Promise.all(executed.map((outcome) => reported(outcome, engine.kinds, warningsOf)))
    reportEnds(reports, options.progress)
    return reports
  })
}

/** Runs a task for the user. */
export const runTask = async (
  task: Task,
  request: TaskRequest,
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  session.useHealth(options.health ?? task.health ?? 'no-worse')
  const run = await session.hosts.answer(() => task.begin(request, session.planning))
  await confirmAll(run.consents, options)
  return executeRun(task, run, session, options)
}
