import { resolve } from 'node:path'
import { declaredProperties } from '../../catalog/schema.js'
import { execute } from '../../engine/execute.js'
import type { Plan } from '../../engine/plan.js'
import { usage } from '../../errors.js'
import { type Task, type TaskRequest, flagValues } from '../../tasks/common/task.js'
import type { TaskOptions, TaskReport } from '../api.js'
import { askedFor, beginTask, withTask } from '../run.js'
import type { Session } from '../session.js'
import { createPlan } from './file.js'
import { type SavedRequest, planFormat } from './format.js'
import { plannedNow } from './planned.js'

const secretGiven = (what: string) =>
  usage(`a plan with a new secret cannot be saved: ${what}`, 'give the secret without --out')

/** A file with a secret would be one more place for it to be read. */
const refuseSecrets = ({ properties }: TaskRequest, { planning }: Session): void => {
  const secrets = new Set(
    declaredProperties(planning.catalog).flatMap(({ name, property }) => (property.secret ? [name] : [])),
  )
  const [given] = Object.entries(properties).filter(([name, value]) => secrets.has(name) && value !== null)
  if (given !== undefined) throw secretGiven(given[0])
}

/** A secret in a context file could be another one when the plan is applied. */
const refuseGivenSecrets = (plans: readonly Plan[]): void => {
  const secret = plans
    .flatMap(({ steps }) => steps)
    .find(({ step }) => step.kind === 'secret' && 'want' in step && step['want'] === 'given')
  if (secret !== undefined) throw secretGiven(secret.step.title)
}

const savedRequest = (task: Task, { words, flags, properties }: TaskRequest, session: Session): SavedRequest => ({
  task: task.name,
  words: task.words === 'files' ? words.map((word) => resolve(word)) : words,
  flags: flagValues(task, flags),
  properties,
  health: session.planning.health,
  seed: session.planning.seed,
})

/** Tells that a plan was not saved, beside what has failed. */
const withNotSaved = (path: string, reports: readonly TaskReport[]): readonly TaskReport[] => {
  const failed = reports.filter(({ ok }) => !ok).map(({ context }) => context)
  const message = `the plan is not saved in ${path}, because it failed for ${failed.join(', ')}`
  return reports.map((report) =>
    report.context === failed[0] ? { ...report, warnings: [...report.warnings, message] } : report,
  )
}

/** Plans a task and saves the plan. One without some of its contexts would be less than what was asked for. */
export const saveTask = async (
  path: string,
  { task, request }: { readonly task: Task; readonly request: TaskRequest },
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  refuseSecrets(request, session)
  const run = await beginTask(task, askedFor(request, options), session)
  const reports = await withTask({ task, run }, session, options, async (engineTask, engine, how) => {
    const executed = await execute(engineTask, engine, { ...how, planOnly: true })
    const plans = executed.map(({ plan }) => plan)
    if (plans.some(({ error }) => error !== undefined)) return executed
    refuseGivenSecrets(plans)
    createPlan(path, {
      format: planFormat,
      request: savedRequest(task, request, session),
      ...plannedNow(plans, session.planning),
    })
    return executed
  })
  return reports.every(({ ok }) => ok) ? reports : withNotSaved(path, reports)
}
