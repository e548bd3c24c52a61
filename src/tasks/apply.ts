import { readFleet } from '../planning/context-files.js'
import type { ContextInput } from '../planning/drafting/draft.js'
import { Saving, savingLock } from '../planning/drafting/saving.js'
import { missingServiceWarnings } from '../planning/missing-services.js'
import { defaultStages } from '../steps/common/stages.js'
import { defineTask } from './common/task.js'

export const task = defineTask({
  name: 'provision-apply',
  summary: 'Save and verify the contexts in files or folders, in the order of their references.',
  examples: [
    'provision provision-apply fleet/ --check --diff',
    'provision provision-apply fleet/ --detailed-exitcodes',
    'provision provision-apply example.com.json',
  ],
  words: 'files',
  flags: {},
  stages: defaultStages,
  locks: [savingLock],
  begin: ({ words }, { contexts, here }) => {
    const inputs = new Map(readFleet(words, contexts.schema, here).map((input) => [input.name, input]))
    return {
      contexts: [...inputs.keys()],
      takesUnknown: true,
      want: (planning) => {
        const saving = new Saving(planning)
        return {
          intent: (name) => saving.applyIntent(inputs.get(name) as ContextInput),
          warnings: (name) => [
            ...saving.warningsOf(name),
            ...missingServiceWarnings(planning.contexts.get(name), planning.catalog),
          ],
        }
      },
    }
  },
})
