import { typeNamed } from '../contexts/context-type.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Intent } from '../engine/plan.js'
import { ProvisionError } from '../errors.js'
import { forgetSteps } from '../planning/context-steps.js'
import { savingLock } from '../planning/drafting/saving.js'
import { refuseInUse } from '../planning/in-use.js'
import type { TaskPlanning } from '../planning/planning.js'
import { inReferenceOrder } from '../planning/select.js'
import { withdrawSteps } from '../planning/service-steps.js'
import { defaultStages } from '../steps/common/stages.js'
import { defineTask } from './common/task.js'

const refuseWithoutBackup = ({ name, context_type }: ContextRecord, { catalog }: TaskPlanning): void => {
  if (!typeNamed(catalog.contextTypes, context_type)?.holdsData) return
  throw new ProvisionError(
    'PROVISION_BACKUP_FAILED',
    `${name}: this version cannot make backups yet, so its data would be lost`,
    { fix: `to delete it anyway: provision ${name} provision-delete --no-backup --yes`, context: name },
  )
}

/** The steps that delete a context: first its resources, then the context, and last what cannot be undone. */
const deleteIntent = (name: string, deleted: ReadonlySet<string>, planning: TaskPlanning): Intent => {
  const needs = refuseInUse(name, deleted, planning)
  return {
    context: name,
    needs,
    steps: [
      ...withdrawSteps({ from: planning.contexts.get(name), to: undefined }, planning),
      ...forgetSteps(planning.store.read(name), planning),
    ],
  }
}

export const task = defineTask({
  name: 'provision-delete',
  summary: 'Delete a site, platform or server that nothing refers to, with everything that belongs to it.',
  examples: [
    'provision provision-delete @example.com --no-backup --confirm=@example.com',
    'provision provision-delete @platform_x --dry-run',
  ],
  words: 'contexts',
  flags: { 'no-backup': { takes: 'switch', description: 'delete without a backup' } },
  stages: defaultStages,
  locks: [savingLock],
  begin: ({ words, flags }, { contexts }) => {
    const deleted = new Set(words)
    return {
      // A context is deleted before the contexts that it refers to.
      contexts: [...inReferenceOrder(words, contexts)].reverse(),
      consents: words.map((context) => ({ context, to: `deleting ${context} and all that belongs to it` })),
      want: (planning) => ({
        intent: (name) => {
          if (!flags['no-backup']) refuseWithoutBackup(planning.store.read(name), planning)
          return deleteIntent(name, deleted, planning)
        },
      }),
    }
  },
})
