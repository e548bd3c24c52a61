import { changeLines } from './change-lines.js'
import { discardElsewhere } from './discard-elsewhere.js'
import type { Engine } from './engine.js'
import { Journal, noJournal } from './journal/write.js'
import { expireKept } from './kept.js'
import { type Plan, type PlannedStep, hasChanges, involvedIn, kindOf } from './plan.js'
import { runPlans } from './runner.js'
import type { Ended } from './running.js'
import { inGroups } from './side-by-side.js'
import type { Executed, Execution, Task } from './task.js'

type Applying = Pick<Task, 'name' | 'stages' | 'keeps' | 'keepsFailed'>

/** Runs plans whose contexts are locked. */
export const applyPlans = async (
  task: Applying,
  plans: readonly Plan[],
  engine: Engine,
  { alwaysCheck = false }: Execution = {},
): Promise<readonly Executed[]> => {
  const open = plans.filter(
    (plan) => plan.error === undefined && plan.steps.length > 0 && (alwaysCheck || hasChanges(plan)),
  )
  return withEnds(plans, open.length === 0 ? [] : await journaled(task, await withBefore(open, engine), engine))
}

/** Plans whose steps know what was true before anything changed. */
const withBefore = async (plans: readonly Plan[], { kinds, world }: Engine): Promise<readonly Plan[]> => {
  const before = new Map<PlannedStep, unknown>()
  const asked = plans
    .filter(hasChanges)
    .flatMap(({ steps }) => steps.filter(({ step }) => kindOf(kinds, step.kind).before !== undefined))
  await inGroups(asked, { groupOf: ({ step }) => step.context, atOnce: world.jobs }, async (planned) => {
    const [state] = (await kindOf(kinds, planned.step.kind).before?.([planned.step], world)) ?? []
    before.set(planned, state)
  })
  if (before.size === 0) return plans
  return plans.map((plan) => ({
    ...plan,
    steps: plan.steps.map((planned) => (before.has(planned) ? { ...planned, observed: before.get(planned) } : planned)),
  }))
}

/** Pairs each plan with how it ended. */
export const withEnds = (plans: readonly Plan[], ended: readonly Ended[]): readonly Executed[] => {
  const byContext = new Map(ended.map((end) => [end.context, end]))
  return plans.map((plan) => {
    const end = byContext.get(plan.context)
    return end === undefined ? { plan } : { plan, ended: end }
  })
}

const openJournal = ({ name, stages }: Applying, plans: readonly Plan[], { home, locks }: Engine): Journal =>
  Journal.open(home, {
    task: name,
    holder: locks.holder,
    contexts: [...new Set(plans.flatMap(involvedIn))],
    stages,
    plans: plans.map(({ context, changes, holds, steps }) => ({
      context,
      ...(changes === undefined ? {} : { changes }),
      ...(holds === undefined ? {} : { holds }),
      steps: steps.map(({ step }) => step),
    })),
  })

const journaled = async (task: Applying, plans: readonly Plan[], engine: Engine): Promise<readonly Ended[]> => {
  for (const plan of plans)
    engine.progress({ event: 'planned', context: plan.context, changes: changeLines(plan, engine.kinds) })
  const { stages, keeps, keepsFailed } = task
  const options = { ...engine, stages }
  if (!plans.some(hasChanges)) return (await runPlans(plans, { ...options, journal: noJournal })).ended
  const journal = openJournal(task, plans, engine)
  const { ended, kept } = await runOrLeave(journal, () => runPlans(plans, { ...options, keeps, keepsFailed, journal }))
  const steps = plans.flatMap((plan) => plan.steps.map(({ step }) => step))
  if (journal.end(endOf(ended))) await discardElsewhere(journal.id, steps, engine)
  if (kept) await expireKept(engine)
  return ended
}

const endOf = (ended: readonly Ended[]): 'done' | 'undone' | 'stuck' | 'kept failed' => {
  if (ended.some(({ keptFailed }) => keptFailed !== undefined)) return 'kept failed'
  if (ended.some(({ leftOver }) => leftOver.length > 0)) return 'stuck'
  return ended.every(({ error }) => error === undefined) ? 'done' : 'undone'
}

/** After a bug in Provision a recovery may settle the journal, even while this process lives. */
const runOrLeave = async <Value>(journal: Journal, act: () => Promise<Value>): Promise<Value> => {
  try {
    return await act()
  } catch (error) {
    journal.end('stuck')
    throw error
  }
}
