import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { type DatabaseWorld, databaseWorld } from './database-world.js'
import { type MariaDb, startMariaDb } from './mariadb.js'

export const password = 'first-Password-1'

export interface Databases {
  readonly mariadb: () => MariaDb
  /** As root. */
  readonly server: () => DatabaseServer
  /** A world of its own for each test, which knows the password of `@example.com`. */
  readonly given: () => DatabaseWorld
}

/** A real MariaDB for all tests of a file, gone after the last one. */
export const useDatabases = (): Databases => {
  let mariadb: MariaDb
  let server: DatabaseServer
  let given: DatabaseWorld
  beforeAll(async () => {
    mariadb = await startMariaDb()
    server = await mariadb.connect()
  })
  afterAll(async () => {
    await server?.close()
    await mariadb?.stop()
  })
  beforeEach(() => {
    given = databaseWorld(server)
    given.secrets.set('@example.com db_passwd', password)
  })
  return { mariadb: () => mariadb, server: () => server, given: () => given }
}
