import type { TaskReport } from './api.js'
import type { Executed } from '../engine/task.js'
import { changeLines } from '../engine/change-lines.js'
import type { JournalText } from '../engine/journal/format.js'
import type { Recovered } from '../engine/settle.js'
import { type Plan, hasChanges } from '../engine/plan.js'
import { ProvisionError, messageOf } from '../errors.js'
import { shortId } from '../lib/short-id.js'
import type { Kinds } from '../steps/common/kind.js'

/**
 * Wraps other errors. Bugs of Provision keep their stack; errors that the user can correct are ProvisionErrors already.
 */
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

const notRecovered = ({ id, task, contexts, how, leftOver }: Recovered): Pick<TaskReport, 'error' | 'leftOver'> => ({
  leftOver,
  error: new ProvisionError('PROVISION_RECOVERY_FAILED', `${task} on ${contexts.join(', ')} could not be ${how}`, {
    fix: `remove the cause, then: provision-recover; or give it up, with what it leaves: provision-recover --abandon=${id}`,
  }),
})

const keptBy = (id: string): string =>
  `what is left of it can be seen with: provision-journal ${id}; provision-gc lists it`

/** The result of a recovery, for each context of the interrupted task. */
export const recoveryReports = (recovered: Recovered): readonly TaskReport[] => {
  const { id, task, contexts, how, leftOver, stuck } = recovered
  return contexts.map((context) => {
    const ok = !stuck.includes(context)
    return {
      context,
      ok,
      changed: true,
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
export const interruptedReports = ({ header: { id, task, contexts } }: JournalText): readonly TaskReport[] =>
  contexts.map((context) => ({
    context,
    ok: true,
    changed: true,
    changes: [{ context, action: 'run', title: `undo or finish ${task} (${id})` }],
    result: {},
    warnings: [],
    leftOver: [],
  }))
