import { consentsFor } from '../../engine/consent.js'
import { executePlanned } from '../../engine/execute.js'
import type { Plan } from '../../engine/plan.js'
import { ProvisionError, usage } from '../../errors.js'
import { someOf } from '../../lib/some-of.js'
import { tasks } from '../../tasks/tasks.generated.js'
import type { Task } from '../../tasks/common/task.js'
import type { TaskOptions, TaskReport } from '../api.js'
import { beginTask, confirmAll, withTask } from '../run.js'
import type { Session } from '../session.js'
import { commandOf } from './command.js'
import { readPlan } from './file.js'
import { type SavedPlan, type SavedRequest, fits } from './format.js'
import { differences, plannedNow } from './planned.js'

const taskOf = async (request: SavedRequest, file: string): Promise<Task> => {
  const loaded = Object.hasOwn(tasks, request.task) ? await tasks[request.task]?.() : undefined
  if (loaded !== undefined && fits(request, loaded.task)) return loaded.task
  throw usage(
    `${file} asks for what this version does not know`,
    'make a new plan: the command, with --dry-run --out=FILE',
  )
}

const mostNamed = 10

const stale = (file: string, found: readonly string[], request: SavedRequest, cause: unknown): ProvisionError => {
  const message = `${file}: nothing is done, because what would be done is not what was planned: ${someOf(found, mostNamed, '; ')}`
  return new ProvisionError('PROVISION_PLAN_STALE', message, { fix: `make a new plan: ${commandOf(request)}`, cause })
}

/** Refuses plans that are not what was saved. */
const asSaved =
  (saved: SavedPlan, file: string, session: Session) =>
  (plans: readonly Plan[]): readonly Plan[] => {
    const failed = plans.find(({ error }) => error !== undefined)
    const found = [
      ...differences(saved, plannedNow(plans, session.planning)),
      ...(failed === undefined ? [] : [`${failed.context}: it cannot be planned any more`]),
    ]
    if (found.length > 0) throw stale(file, found, saved.request, failed?.error)
    return plans
  }

/** Plans the saved intent again, and does it if exactly the same is to be done as when it was saved. */
export const applySavedPlan = async (
  file: string,
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  const saved = readPlan(file)
  const { request } = saved
  const task = await taskOf(request, file)
  const run = await beginTask(task, request, session)
  return withTask({ task, run }, session, options, (engineTask, engine, how) =>
    executePlanned(engineTask, engine, how, {
      accept: asSaved(saved, file, session),
      agree: (plans) => confirmAll(consentsFor(plans, run.consents ?? [], engine.kinds), options),
    }),
  )
}
