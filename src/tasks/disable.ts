import { defaultStages } from '../steps/common/stages.js'
import { enabling } from './common/enabling.js'
import { defineTask } from './common/task.js'

export const task = defineTask({
  name: 'provision-disable',
  summary: 'Take a site off the web: visitors see the disabled page.',
  examples: ['provision @example.com provision-disable'],
  of: 'site',
  words: 'contexts',
  skipsDeleted: true,
  flags: {},
  stages: defaultStages,
  keeps: true,
  begin: ({ words }, planning) => enabling(words, false, planning),
})
