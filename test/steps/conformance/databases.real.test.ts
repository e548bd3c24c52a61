import { describe } from '@jest/globals'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import { identifier } from '../../../src/lib/quoting.js'
import { stateOf } from '../../support/database-world.js'
import { databasePresent, accountAbsent, accountPresent, grantFor } from '../../support/database-steps.js'
import { useDatabases } from '../../support/databases.js'
import { type Bench, type Example, putThroughPaces } from './paces.js'

const { server, given } = useDatabases()

interface DatabaseBench extends Bench {
  readonly server: DatabaseServer
}

const arranged =
  (...statements: readonly string[]) =>
  async (bench: Bench): Promise<void> => {
    for (const sql of statements) await (bench as DatabaseBench).server.query(sql)
  }

const examples: readonly Example[] = [
  {
    kind: 'account',
    says: 'a new one, and one with another password',
    steps: [accountPresent('new'), accountPresent('old', { hosts: ['localhost'], adopt: true })],
    arrange: arranged("CREATE USER 'old'@'localhost' IDENTIFIED BY 'another'"),
  },
  {
    kind: 'account',
    says: 'one that goes, with its grants',
    steps: [accountAbsent('old', { adopt: true })],
    arrange: arranged(
      'CREATE DATABASE old',
      "CREATE USER 'old'@'localhost' IDENTIFIED BY 'another'",
      "GRANT SELECT ON old.* TO 'old'@'localhost'",
    ),
  },
  { kind: 'database', says: 'a new one', steps: [databasePresent('new'), databasePresent('other')] },
  {
    kind: 'grant',
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
]

const system = new Set(['information_schema', 'mysql', 'performance_schema', 'sys', 'provision'])

/** A server that has had nothing but its registry of owners. */
const openBench = async (): Promise<DatabaseBench> => {
  const database = server()
  for (const { Database: name } of await database.query<{ Database: string }>('SHOW DATABASES'))
    if (!system.has(name)) await database.query(`DROP DATABASE ${identifier(name)}`)
  const users = await database.query<{ User: string; Host: string }>(
    "SELECT User, Host FROM mysql.user WHERE User IN ('new', 'old', 'other')",
  )
  for (const { User, Host } of users) await database.query('DROP USER ?@?', [User, Host])
  await database.query('CREATE DATABASE IF NOT EXISTS provision')
  await database.query('DROP TABLE IF EXISTS provision.owners')
  const { world: run } = given()
  const owners = async () => {
    try {
      return await database.query('SELECT name, uuid, context FROM provision.owners ORDER BY name')
    } catch {
      return []
    }
  }
  return { run, server: database, picture: async () => [await stateOf(database), await owners()] }
}

describe.each(examples.map((example) => [`${example.kind}: ${example.says}`, example] as const))('%s', (_, example) => {
  putThroughPaces(example, openBench)
})
