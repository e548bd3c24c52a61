import { databasePresent } from '../../../support/database-steps.js'
import type { DatabaseCases } from '../cases.js'

export const cases: DatabaseCases = {
  on: 'database',
  examples: [{ says: 'new ones', steps: [databasePresent('new'), databasePresent('other')] }],
}
