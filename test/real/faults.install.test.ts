import { breakTasks } from './support/break-tasks.js'
import { installation } from './support/cases.js'
import { usePlace } from './support/trial.js'

const place = usePlace(['one.test', 'www.one.test'])

breakTasks(
  place,
  { 'installing a site': () => installation(place(), { uri: 'one.test', properties: { aliases: ['www.one.test'] } }) },
  ['error', 'kill', 'killWithin', 'killRecovery', 'repeat'],
)
