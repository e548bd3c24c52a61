import { explained } from '../contexts/record.js'
import { abandonedContexts } from '../engine/abandoned-journals.js'
import { execute } from '../engine/execute.js'
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

/** What the engine runs, as a task declares it. */
export type Declared = Pick<Task, 'name' | 'stages' | 'locks' | 'keeps' | 'of'>

const brokenOff = (name: string): string =>
  `${name}: a task was broken off here, and is undone or finished first: see provision-journal; the plan may be another after that`

export const executionOf = (
  { dryRun, check, wait }: TaskOptions,
  { alwaysCheck = false }: Pick<TaskRun, 'alwaysCheck'> = {},
): Execution => ({
  planOnly: Boolean(dryRun || check),
  alwaysCheck,
  ...(wait === undefined ? {} : { waitSeconds: wait }),
})

/** A context went well, or why not; with what is to be said of it. */
export const reported = async (
  { plan, ended }: Executed,
  kinds: Kinds,
  warningsOf: (context: string) => readonly string[] = () => [],
): Promise<TaskReport> => {
  const error = plan.error === undefined ? undefined : await explained(plan.error)
  const report = reportOf({ plan: { ...plan, error }, ...(ended === undefined ? {} : { ended }) }, kinds)
  return report.ok ? { ...report, warnings: warningsOf(plan.context) } : report
}

/** Tells of each context how it has ended, and what is to be said of it. */
export const tellEnds = (reports: readonly TaskReport[], progress: Progress): void => {
  for (const { context, ok, changed, warnings } of reports) {
    for (const message of warnings) progress({ event: 'warning', context, message })
    progress({ event: 'ended', context, ok, changed })
  }
}

/** Plans only show what would destroy; whoever runs one has to agree. */
export const agree = async (consents: readonly Consent[] | undefined, options: TaskOptions): Promise<void> => {
  if (executionOf(options).planOnly) return
  for (const consent of consents ?? []) await options.consent?.(consent)
}

/** Runs what a task wants of some contexts, and reports on each. */
export const runWanted = async (
  task: Declared,
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
    alsoLocks: task.locks ?? [],
    intents: (names) => passes.intents(names),
  }
  return session.withEngine(engineTask.name, options, async (engine) => {
    const executed = await execute(engineTask, engine, how)
    if (options.out !== undefined) writePlan(options.out, { ...engineTask, consents: run.consents ?? [] }, executed)
    const broken = new Set(how.planOnly ? abandonedContexts(home, run.contexts) : [])
    const warningsOf = (name: string) => [...(broken.has(name) ? [brokenOff(name)] : []), ...passes.warningsOf(name)]
    const reports = await Promise.all(executed.map((one) => reported(one, engine.kinds, warningsOf)))
    tellEnds(reports, options.progress)
    return reports
  })
}

/** Runs a task that a user has asked for. */
export const runTask = async (
  task: Task,
  request: TaskRequest,
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  const run = await session.hosts.answer(() => task.begin(request, session.planning))
  await agree(run.consents, options)
  return runWanted(task, run, session, options)
}
