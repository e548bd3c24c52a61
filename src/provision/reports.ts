import type { TaskReport } from './api.js'
import type { Executed } from '../engine/task.js'
import { changeLines } from '../engine/change-lines.js'
import type { JournalText } from '../engine/journal/format.js'
import { type Recovered, damagedJournal } from '../engine/settle.js'
import { type Plan, hasChanges } from '../engine/plan.js'
import { ProvisionError, messageOf } from '../errors.js'
import { shortId } from '../lib/short-id.js'
import type { Kinds } from '../steps/common/kind.js'
import { command } from '../lib/shell-word.js'
import { systemErrorOf } from '../lib/system-errors.js'

/**
 * Wraps other errors. Bugs of Provision keep their stack; errors that the user can correct are ProvisionErrors already.
 */
export const asProvisionError = (error: unknown, context?: string): ProvisionError =>
  error instanceof ProvisionError
    ? error
    : new ProvisionError(systemErrorOf(error)?.code ?? 'PROVISION_PROCESS_ERROR', messageOf(error), {
        cause: error,
        ...(context === undefined ? {} : { context }),
      })

const failure = (error: unknown, context: string): Pick<TaskReport, 'ok' | 'changed' | 'changes' | 'error'> => ({
  ok: false,
  changed: false,
  changes: [],
  error: asProvisionError(error, context),
})

const success = (plan: Plan, kinds: Kinds): Pick<TaskReport, 'ok' | 'changed' | 'changes'> => ({
  ok: true,
  changed: hasChanges(plan),
  changes: changeLines(plan, kinds),
})

/** Undefined for a task that changed nothing, or that succeeded. */
const undoOf = ({ undone, keptFailed, leftOver }: NonNullable<Executed['ended']>): Pick<TaskReport, 'undone'> => {
  if (leftOver.length > 0 || keptFailed !== undefined) return { undone: false }
  return undone ? { undone } : {}
}

const keptText = (id: string): string =>
  `its state was kept to be looked at: provision-journal ${shortId(id)} tells what has failed, provision-recover undoes it`

const leftOverOf = ({ keptFailed, leftOver }: NonNullable<Executed['ended']>): readonly string[] =>
  keptFailed === undefined ? leftOver : [...leftOver, keptText(keptFailed)]

/** The result of a plan: what it would do, or what it did. */
export const reportOf = ({ plan, ended }: Executed, kinds: Kinds): TaskReport => {
  const error = plan.error ?? ended?.error
  const { results = {} } = ended ?? {}
  return {
    context: plan.context,
    ...(error === undefined ? success(plan, kinds) : failure(error, plan.context)),
    result: results,
    warnings: [],
    leftOver: ended === undefined ? [] : leftOverOf(ended),
    ...(ended === undefined ? {} : undoOf(ended)),
  }
}

const giveUp = (id: string): string => command`provision-recover --abandon=${id}`

const damagedError = ({ id, contexts, leftOver }: Recovered): ProvisionError =>
  new ProvisionError(
    'PROVISION_JOURNAL_DAMAGED',
    `the journal ${id} is damaged: ${leftOver.join('; ')}; what its task has changed is not known, and nothing was undone`,
    {
      fix: `verify ${contexts.length === 0 ? 'the contexts of that time' : contexts.join(' ')}, check by hand what else it may have changed, then give it up: ${giveUp(id)}`,
    },
  )

const notRecovered = (recovered: Recovered): Pick<TaskReport, 'error' | 'leftOver'> =>
  recovered.damaged ? { leftOver: [], error: damagedError(recovered) } : stuck(recovered)

const stuck = ({ id, task, contexts, how, leftOver }: Recovered): Pick<TaskReport, 'error' | 'leftOver'> => ({
  leftOver,
  error: new ProvisionError('PROVISION_RECOVERY_FAILED', `${task} on ${contexts.join(', ')} could not be ${how}`, {
    fix: `remove the cause, then: provision-recover; or give it up, with what it leaves: ${giveUp(id)}`,
  }),
})

const keptBy = (id: string): string =>
  `what is left of it can be seen with: provision-journal ${id}; provision-gc lists it`

/** The contexts of a journal. One whose contexts cannot be read is told by its id. */
const namesIn = ({ id, contexts }: Pick<Recovered, 'id' | 'contexts'>): readonly string[] =>
  contexts.length === 0 ? [id] : contexts

/** The result of a recovery, for each context of the interrupted task. */
export const recoveryReports = (recovered: Recovered): readonly TaskReport[] => {
  const { id, task, how, leftOver, stuck, damaged } = recovered
  return namesIn(recovered).map((context) => {
    const ok = how === 'given up' || !(damaged || stuck.includes(context))
    return {
      context,
      ok,
      changed: how === 'given up' || damaged !== true,
      changes: [],
      result: ok ? { [id]: `${task} ${how}` } : {},
      warnings: how === 'given up' ? [...leftOver, keptBy(id)] : [],
      leftOver: [],
      ...(how === 'undone' ? { undone: ok } : {}),
      ...(ok ? {} : { ...notRecovered(recovered), undone: false }),
    }
  })
}

/** What a recovery would do, for each context of the task. */
export const interruptedReports = (journal: JournalText): readonly TaskReport[] =>
  journal.damage === undefined ? wouldRecover(journal) : recoveryReports(damagedJournal(journal))

const wouldRecover = ({ header: { id, task, contexts } }: JournalText): readonly TaskReport[] =>
  contexts.map((context) => ({
    context,
    ok: true,
    changed: true,
    changes: [{ context, action: 'run', title: `undo or finish ${task} (${id})` }],
    result: {},
    warnings: [],
    leftOver: [],
  }))
