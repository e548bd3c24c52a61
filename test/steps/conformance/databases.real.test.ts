import { describe } from '@jest/globals'
import { useDatabases } from '../../support/databases.js'
import { databaseExamples } from './cases.js'
import { openDatabaseBench } from './database-bench.js'
import { testKind } from './kind-tests.js'

const databases = useDatabases()

describe.each(await databaseExamples())('%s', (_, kind, example) => {
  testKind(kind, example, () => openDatabaseBench(databases))
})
