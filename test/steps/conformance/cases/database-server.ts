import type { DatabaseServerStep } from '../../../../src/steps/database-server.js'
import type { DatabaseCases } from '../cases.js'

const step: DatabaseServerStep = {
  kind: 'database-server',
  host: 'localhost',
  stage: 'account',
  context: '@server_master',
  title: 'check the server',
  server: '@server_master',
}

export const cases: DatabaseCases = {
  on: 'database',
  examples: [{ says: 'a server that makes databases and accounts', steps: [step], onlyLooks: true }],
}
