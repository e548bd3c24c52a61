import type { EmptyDatabaseStep } from '../../../../src/steps/empty-database.js'
import type { DatabaseCases } from '../cases.js'
import { arranged } from '../database-bench.js'

const empty = (name: string): EmptyDatabaseStep => ({
  kind: 'empty-database',
  host: 'localhost',
  stage: 'grant',
  context: '@example.com',
  title: `check that ${name} is empty`,
  server: '@server_master',
  name,
})

export const cases: DatabaseCases = {
  on: 'database',
  examples: [
    {
      says: 'two empty ones',
      steps: [empty('new'), empty('old')],
      arrange: arranged('CREATE DATABASE new', 'CREATE DATABASE old'),
      repeats: true,
    },
  ],
}
