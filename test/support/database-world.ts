import type { DatabaseServer } from '../../src/hosts/database.js'
import type { Run, World } from '../../src/steps/common/world.js'
import { runIn } from './steps.js'

/** What steps about databases use of a world: one server, and secrets in memory. */
export interface DatabaseWorld {
  readonly world: Run
  readonly secrets: Map<string, string>
  /** The statements that were sent, in order. */
  readonly sent: string[]
}

const counted = (server: DatabaseServer, sent: string[]): DatabaseServer => ({
  ...server,
  query: (sql, values) => {
    sent.push(sql)
    return server.query(sql, values)
  },
})

export const databaseWorld = (server: DatabaseServer): DatabaseWorld => {
  const secrets = new Map<string, string>()
  const sent: string[] = []
  const world = {
    vault: { read: (context: string, property: string) => secrets.get(`${context} ${property}`) },
    database: (name: string) =>
      name === '@server_down' ? Promise.reject(new Error('nobody answers')) : Promise.resolve(counted(server, sent)),
  }
  return { world: runIn(world as unknown as World), secrets, sent }
}

/** Accounts, grants and databases of a server, to be compared as a whole. */
export const stateOf = async (server: DatabaseServer): Promise<Readonly<Record<string, readonly unknown[]>>> => ({
  users: await server.query('SELECT * FROM mysql.user ORDER BY User, Host'),
  grants: await server.query('SELECT * FROM mysql.db ORDER BY User, Host, Db'),
  tables: await server.query(
    'SELECT User, Host, Db, Table_name, Table_priv FROM mysql.tables_priv ORDER BY User, Host',
  ),
  roles: await server.query('SELECT * FROM mysql.roles_mapping ORDER BY User, Host, Role'),
  databases: await server.query(
    "SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> 'provision' ORDER BY SCHEMA_NAME",
  ),
})

/** The message of a refusal. */
export const refusalOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'not refused',
    (error: Error) => error.message,
  )
