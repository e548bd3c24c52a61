import type { Health } from '../contexts/planning.js'
import { explained } from '../contexts/record.js'
import { abandonedContexts, journalsOfUnknown } from '../engine/abandoned-journals.js'
import { lookAgain, writeSeen } from '../engine/data-seen.js'
import type { Engine } from '../engine/engine.js'
import { execute } from '../engine/execute.js'
import { hasChanges } from '../engine/plan.js'
import type { Progress } from '../engine/progress.js'
import type { Consent } from '../engine/consent.js'
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

/** Nobody knows which contexts a damaged journal without its first lines was of, so each task warns of it. */
const warnOfUnknown = (home: string, progress: Progress): void => {
  for (const { id } of journalsOfUnknown(home)) {
    const message = `the journal ${id} is damaged: its task may have left any context half done; provision-gc --check tells what to do`
    progress({ event: 'warning', context: '', message })
  }
}

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

/** Asks once for all confirmations of a task. Plans are only shown, so they need none. */
export const confirmAll = async (consents: readonly Consent[], options: TaskOptions): Promise<void> => {
  if (executionOf(options).planOnly) return
  if (consents.length > 0) await options.consent?.(consents)
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

/** A task with the contexts that it was asked to run on. */
export interface Begun {
  readonly task: TaskDeclaration
  readonly run: TaskRun
}

/** How the engine runs a task: at once, or compared with a saved plan. */
type Execute = (task: EngineTask, engine: Engine, how: Execution) => Promise<readonly Executed[]>

const engineTaskOf = ({ task, run }: Begun, passes: Passes): EngineTask => ({
  name: run.title ?? task.name,
  contexts: run.contexts,
  stages: task.stages,
  keeps: run.keeps ?? task.keeps ?? false,
  keepsFailed: run.keepsFailed ?? false,
  alsoLocks: task.locks ?? [],
  intents: (names) => passes.intents(names),
})

/** Calls `act` with a task for the engine, and reports on each context. */
export const withTask = async (
  begun: Begun,
  session: Session,
  options: TaskOptions,
  act: Execute,
): Promise<readonly TaskReport[]> => {
  const { home } = session
  const { task, run } = begun
  const how = executionOf(options, run)
  await Promise.all([run.renders === false ? undefined : loadTemplates(), run.load?.()])
  if (!how.planOnly) makeHome(home)
  warnOfUnknown(home, options.progress)
  const passes = new Passes({ ...task, ...run }, session)
  const engineTask = engineTaskOf(begun, passes)
  return session.withEngine(engineTask.name, options, async (engine) => {
    const executed = await act(engineTask, engine, how)
    if (!how.planOnly) await noteData(executed, engine)
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

/** Runs a task on its contexts, and reports on each. */
export const executeRun = (begun: Begun, session: Session, options: TaskOptions): Promise<readonly TaskReport[]> =>
  withTask(begun, session, options, execute)

/** What was asked for, with how its new values and its health checks are chosen. */
type Asked = TaskRequest & { readonly health?: Health; readonly seed?: string }

export const askedFor = (request: TaskRequest, { health }: TaskOptions): Asked => ({
  ...request,
  ...(health === undefined ? {} : { health }),
})

/** Begins a task for the user. */
export const beginTask = (task: Task, { health, seed, ...request }: Asked, session: Session): Promise<TaskRun> => {
  session.planWith({
    health: health ?? task.health ?? 'no-worse',
    asked: new Set(Object.keys(request.flags).filter((name) => request.flags[name] === true)),
    ...(seed === undefined ? {} : { seed }),
  })
  return session.hosts.answer(() => task.begin(request, session.planning))
}

/** Runs a task for the user. */
export const runTask = async (
  task: Task,
  request: TaskRequest,
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  const run = await beginTask(task, askedFor(request, options), session)
  await confirmAll(run.consents ?? [], options)
  return executeRun({ task, run }, session, options)
}
