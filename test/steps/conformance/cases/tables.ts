import type { TablesStep } from '../../../../src/steps/tables.js'
import type { DatabaseCases } from '../cases.js'
import { arranged } from '../database-bench.js'

const step: TablesStep = {
  kind: 'tables',
  host: 'localhost',
  stage: 'check',
  context: '@example.com',
  title: 'check that example.com is installed',
  server: '@server_master',
  name: 'filled',
  ending: 'options',
}

export const cases: DatabaseCases = {
  on: 'database',
  examples: [
    {
      says: 'a database with the table',
      steps: [step],
      arrange: arranged('CREATE DATABASE filled', 'CREATE TABLE filled.wp_options (id INT)'),
      repeats: true,
    },
  ],
}
