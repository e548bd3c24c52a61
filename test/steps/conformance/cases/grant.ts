import { grantFor } from '../../../support/database-steps.js'
import type { DatabaseCases } from '../cases.js'
import { arranged } from '../database-bench.js'

export const cases: DatabaseCases = {
  on: 'database',
  examples: [
    {
      says: 'one that may use nothing, and one that may use another database',
      steps: [grantFor('new', { hosts: ['localhost'] }), grantFor('old', { hosts: ['localhost'] })],
      arrange: arranged(
        'CREATE DATABASE new',
        'CREATE DATABASE old',
        "CREATE USER 'new'@'localhost'",
        "CREATE USER 'old'@'localhost'",
        "GRANT ALL ON `new`.* TO 'old'@'localhost'",
      ),
    },
  ],
}
