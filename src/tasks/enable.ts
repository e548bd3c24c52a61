import { defaultStages } from '../steps/common/stages.js'
import { enabling } from './common/enabling.js'
import { defineTask } from './common/task.js'

export const task = defineTask({
  name: 'provision-enable',
  summary: 'Put a disabled site back on the web.',
  examples: ['provision @example.com provision-enable'],
  of: 'site',
  words: 'contexts',
  skipsDeleted: true,
  flags: {},
  stages: defaultStages,
  keeps: true,
  begin: ({ words }, planning) => enabling(words, true, planning),
})
