import { describe } from '@jest/globals'
import { useDatabases } from '../../support/databases.js'
import { databaseExamples } from './cases.js'
import { openDatabaseBench } from './database-bench.js'
import { putThroughPaces } from './paces.js'

const databases = useDatabases()

describe.each(await databaseExamples())('%s', (_, kind, example) => {
  putThroughPaces(kind, example, () => openDatabaseBench(databases))
})
