import type { JournalLine, TaskReport } from './api.js'
import type { Executed } from '../engine/task.js'
import { changeLines } from '../engine/change-lines.js'
import type { JournalText } from '../engine/journal/format.js'
import type { Recovered } from '../engine/recover.js'
import { type Plan, hasChanges } from '../engine/plan.js'
import { ProvisionError, messageOf } from '../errors.js'
import { isAlive } from '../hosts/holder.js'
import type { Kinds } from '../steps/common/step.js'

/** Our own mistakes keep their stack; what the user can mend is a ProvisionError already. */
export const asProvisionError = (error: unknown, context?: string): ProvisionError =>
  error instanceof ProvisionError
    ? error
    : new ProvisionError(systemCode(error), messageOf(error), {
        cause: error,
        ...(context === undefined ? {} : { context }),
      })

const systemCodes: Readonly<Record<string, string>> = {
  ENOSPC: 'PROVISION_DISK_FULL',
  EDQUOT: 'PROVISION_DISK_FULL',
  EROFS: 'DRUSH_PERM_ERROR',
  EACCES: 'DRUSH_PERM_ERROR',
  EPERM: 'DRUSH_PERM_ERROR',
}

const systemCode = (error: unknown): string =>
  systemCodes[(error as NodeJS.ErrnoException).code ?? ''] ?? 'PROVISION_PROCESS_ERROR'

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

/** What a plan would do, or what it did. */
export const reportOf = ({ plan, ended }: Executed, kinds: Kinds): TaskReport => {
  const error = plan.error ?? ended?.error
  const { leftOver = [], results = {} } = ended ?? {}
  return {
    context: plan.context,
    ...(error === undefined ? success(plan, kinds) : failure(error, plan.context)),
    result: results,
    warnings: [],
    undone: leftOver.length === 0,
    leftOver,
  }
}

/** What became of a task that had been interrupted. */
export const recoveryReport = ({ id, task, contexts, how, leftOver }: Recovered): TaskReport => ({
  context: contexts.join(', '),
  ok: leftOver.length === 0,
  changed: true,
  changes: [],
  result: leftOver.length === 0 ? { [id]: `${task} ${how}` } : {},
  warnings: [],
  ...(leftOver.length === 0
    ? {}
    : {
        error: new ProvisionError(
          'PROVISION_RECOVERY_FAILED',
          `${task} on ${contexts.join(', ')} could not be ${how}`,
          {
            fix: 'remove the cause, then: provision-recover',
          },
        ),
      }),
  undone: leftOver.length === 0,
  leftOver,
})

/** What recovery would see to. */
export const interruptedReport = (journal: JournalText): TaskReport => {
  const { id, task, contexts } = journal.header
  const context = contexts.join(', ')
  return {
    context,
    ok: true,
    changed: true,
    changes: [{ context, action: 'run', title: `undo or finish ${task} (${id})` }],
    result: {},
    warnings: [],
    undone: true,
    leftOver: [],
  }
}

const stateOf = ({ header, entries }: JournalText): string => {
  const last = entries.findLast((entry) => 'end' in entry)
  if (last !== undefined && 'end' in last) return last.end
  return isAlive(header.holder) ? 'running' : 'interrupted'
}

/** A journal as a line of the history. */
export const journalLine = (journal: JournalText): JournalLine => ({
  id: journal.header.id,
  task: journal.header.task,
  contexts: journal.header.contexts,
  state: stateOf(journal),
  since: journal.header.holder.since,
})
