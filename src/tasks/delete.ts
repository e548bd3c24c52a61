import { typeNamed } from '../contexts/context-type.js'
import { type ContextRecord, isVerified } from '../contexts/record.js'
import type { Intent } from '../engine/plan.js'
import type { Consent } from '../engine/saved-plan.js'
import { ProvisionError } from '../errors.js'
import { forgetSteps, resetSteps } from '../planning/context-steps.js'
import { savingLock } from '../planning/drafting/saving.js'
import { refuseInUse } from '../planning/in-use.js'
import type { TaskPlanning } from '../planning/planning.js'
import { inReferenceOrder, recordOf } from '../planning/select.js'
import { withdrawSteps } from '../planning/service-steps.js'
import { defaultStages } from '../steps/common/stages.js'
import { defineTask } from './common/task.js'

interface How {
  /** All contexts that are deleted together. */
  readonly together: ReadonlySet<string>
  readonly backup: boolean
  readonly forget: boolean
}

const needsBackup = ({ context_type }: ContextRecord, { catalog }: TaskPlanning): boolean =>
  typeNamed(catalog.contextTypes, context_type)?.holdsData === true

const refuseWithoutBackup = ({ name }: ContextRecord, { forget }: How): never => {
  throw new ProvisionError(
    'PROVISION_BACKUP_FAILED',
    `${name}: this version cannot make backups yet, so its data would be lost`,
    {
      fix: `to delete it anyway: provision ${name} provision-delete --no-backup${forget ? ' --forget' : ''} --yes`,
      context: name,
    },
  )
}

/**
 * The steps that delete a context: first its resources, then what is recorded of it, and last what cannot be undone. A
 * context that stays may be referred to by others that stay, as long as those have no resources.
 */
const deleteIntent = (name: string, how: How, planning: TaskPlanning): Intent => {
  const record = planning.store.read(name)
  if (how.backup && needsBackup(record, planning)) refuseWithoutBackup(record, how)
  const needs = refuseInUse(name, how.together, planning, how.forget ? undefined : isVerified)
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

export const task = defineTask({
  name: 'provision-delete',
  summary:
    'Delete all that belongs to a site, platform or server that nothing uses. Its context stays, to be installed again.',
  examples: [
    'provision provision-delete @example.com --no-backup --confirm=@example.com',
    'provision provision-delete @platform_x --dry-run',
    'provision provision-delete @example.com --no-backup --forget --confirm=@example.com',
  ],
  words: 'contexts',
  flags: {
    'no-backup': { takes: 'switch', description: 'delete without a backup' },
    forget: { takes: 'switch', description: 'also delete the context, and release its host names' },
  },
  stages: defaultStages,
  locks: [savingLock],
  begin: ({ words, flags }, planning) => {
    const how: How = { together: new Set(words), backup: !flags['no-backup'], forget: flags.forget }
    const isRefused = (name: string): boolean => {
      const record = recordOf(name, planning.contexts)
      return how.backup && record !== undefined && needsBackup(record, planning)
    }
    return {
      // A context is deleted before the contexts that it refers to.
      contexts: [...inReferenceOrder(words, planning.contexts)].reverse(),
      // Nobody is asked to agree to what is refused anyway.
      consents: words.filter((name) => !isRefused(name)).map((name) => consentTo(name, how)),
      want: (now) => ({ intent: (name) => deleteIntent(name, how, now) }),
    }
  },
})
