import { defaultStages } from '../steps/common/stages.js'
import { enabling } from './common/enabling.js'
import { defineTask } from './common/task.js'

export const task = defineTask({
  name: 'provision-enable',
  summary: 'Let a disabled site answer again.',
  examples: ['provision @example.com provision-enable'],
  of: 'site',
  words: 'contexts',
  flags: {},
  stages: defaultStages,
  keeps: true,
  begin: ({ words }) => enabling(words, true),
})
