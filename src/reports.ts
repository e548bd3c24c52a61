import type { ChangeLine, TaskReport } from './cli/api.js'
import type { Executed } from './engine/execute.js'
import type { Recovered } from './engine/recover.js'
import { type Plan, changes, isChange } from './engine/plan.js'
import { ProvisionError, messageOf } from './errors.js'

const lines = ({ steps }: Plan): readonly ChangeLine[] =>
  steps.filter(isChange).map(({ step: { context, title }, change: { action, detail, before, after } }) => ({
    context,
    action: action as ChangeLine['action'],
    title,
    ...(detail === undefined ? {} : { detail }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }))

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

/** What a plan would do, or what it did. */
export const reportOf = ({ plan, ended }: Executed, warnings: readonly string[] = []): TaskReport => {
  const error = plan.error ?? ended?.error
  const leftOver = ended?.leftOver ?? []
  return {
    context: plan.context,
    ok: error === undefined,
    changed: error === undefined && changes(plan),
    changes: error === undefined ? lines(plan) : [],
    result: ended?.results ?? {},
    warnings,
    ...(error === undefined ? {} : { error: asProvisionError(error, plan.context) }),
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
  result: { [id]: `${task} ${how}` },
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
