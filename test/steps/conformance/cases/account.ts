import { accountAbsent, accountPresent } from '../../../support/database-steps.js'
import type { DatabaseCases } from '../cases.js'
import { arranged } from '../database-bench.js'

export const cases: DatabaseCases = {
  on: 'database',
  examples: [
    {
      says: 'a new one, and one with another password',
      steps: [accountPresent('new'), accountPresent('old', { hosts: ['localhost'], adopt: true })],
      arrange: arranged("CREATE USER 'old'@'localhost' IDENTIFIED BY 'another'"),
    },
    {
      says: 'one that goes, with its grants',
      steps: [accountAbsent('old', { adopt: true })],
      arrange: arranged(
        'CREATE DATABASE old',
        "CREATE USER 'old'@'localhost' IDENTIFIED BY 'another'",
        "GRANT SELECT ON old.* TO 'old'@'localhost'",
      ),
    },
  ],
}
