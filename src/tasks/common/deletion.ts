import { typeNamed } from '../../contexts/context-type.js'
import { type ContextRecord, hasResources } from '../../contexts/record.js'
import type { Intent } from '../../engine/plan.js'
import type { Consent } from '../../engine/consent.js'
import { ProvisionError } from '../../errors.js'
import { forgetSteps, resetSteps } from '../../planning/context-steps.js'
import { refuseInUse } from '../../planning/in-use.js'
import type { TaskPlanning } from '../../planning/planning.js'
import { recordOf } from '../../planning/select.js'
import { withdrawSteps } from '../../planning/service-steps.js'

export interface How {
  /** All contexts that are deleted together. */
  readonly together: ReadonlySet<string>
  readonly backup: boolean
  readonly forget: boolean
}

const needsBackup = ({ context_type }: ContextRecord, { catalog }: TaskPlanning): boolean =>
  typeNamed(catalog.contextTypes, context_type)?.holdsData === true

const withoutBackup = ({ name }: ContextRecord): ProvisionError =>
  new ProvisionError(
    'PROVISION_BACKUP_FAILED',
    `${name}: this version cannot make backups yet, so its data would be lost`,
    { fix: 'to delete it anyway, add --no-backup', context: name },
  )

/**
 * The steps that delete a context: first its resources, then what is recorded of it, and last what cannot be undone. A
 * context that stays may be referred to by others that stay, as long as those have no resources.
 */
export const deleteIntent = (name: string, how: How, planning: TaskPlanning): Intent => {
  const record = planning.store.read(name)
  if (how.backup && needsBackup(record, planning)) throw withoutBackup(record)
  const needs = refuseInUse(name, how.together, planning, how.forget ? undefined : hasResources)
  return {
    context: name,
    needs,
    steps: [
      ...withdrawSteps({ from: planning.contexts.get(name), to: undefined }, planning),
      ...(how.forget ? forgetSteps : resetSteps)(record, planning),
    ],
  }
}

const consentTo = (context: string, { forget }: How): Consent => ({
  context,
  to: `deleting ${forget ? 'the context ' : ''}${context} and all that belongs to it`,
})

/** What the user agrees to. Nobody is asked to agree to what is refused anyway. */
export const consentsTo = (how: How, planning: TaskPlanning): readonly Consent[] => {
  const isRefused = (name: string): boolean => {
    const record = recordOf(name, planning.store)
    return how.backup && record !== undefined && needsBackup(record, planning)
  }
  return [...how.together].filter((name) => !isRefused(name)).map((name) => consentTo(name, how))
}
