import { savingLock } from '../planning/drafting/saving.js'
import { inReferenceOrder } from '../planning/select.js'
import { defaultStages } from '../steps/common/stages.js'
import { type How, consentsTo, deleteIntent } from './common/deletion.js'
import { defineTask } from './common/task.js'

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
    'no-backup': {
      takes: 'switch',
      description: 'delete without a backup; a site needs this, because this version makes none',
    },
    forget: { takes: 'switch', description: 'also delete the context, and release its host names' },
  },
  stages: defaultStages,
  locks: [savingLock],
  begin: ({ words, flags }, planning) => {
    const how: How = { together: new Set(words), backup: !flags['no-backup'], forget: flags.forget }
    return {
      // A context is deleted before the contexts that it refers to.
      contexts: [...inReferenceOrder(words, planning.contexts)].reverse(),
      consents: consentsTo(how, planning),
      want: (now) => ({ intent: (name) => deleteIntent(name, how, now) }),
    }
  },
})
