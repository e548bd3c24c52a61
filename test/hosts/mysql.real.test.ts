import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { inspect } from 'node:util'
import { ProvisionError } from '../../src/errors.js'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { bind, connect } from '../../src/hosts/mysql.js'
import { type MariaDb, startMariaDb } from '../support/mariadb.js'

const secret = 'top-Secret-1'

let mariadb: MariaDb
let server: DatabaseServer

beforeAll(async () => {
  mariadb = await startMariaDb()
  server = await mariadb.connect()
  await server.query('CREATE USER ?@? IDENTIFIED BY ?', ['visitor', '127.0.0.1', secret])
  await server.query('CREATE USER ?@? IDENTIFIED BY ?', ['visitor', 'localhost', secret])
})

afterAll(async () => {
  await server.close()
  await mariadb.stop()
})

const failureOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a connection', () => {
  it('comes by TCP as well as by socket, and tells flavour and version', async () => {
    const byTcp = await connect({ ...mariadb.address, socket: undefined, user: 'visitor', password: secret })
    const [row] = await byTcp.query<{ account: string }>('SELECT CURRENT_USER() AS account')
    await byTcp.close()

    expect(row?.account).toMatch(/^visitor@/)
    expect(byTcp.flavour).toBe('mariadb')
    expect(byTcp.version).toMatch(/^10\.11\..*MariaDB/)
  })

  it('that is refused says where, as whom and what to do, and holds no password', async () => {
    const error = await failureOf(mariadb.connect({ user: 'visitor', password: `not-${secret}` }))

    expect(error).toBeInstanceOf(ProvisionError)
    expect(error).toMatchObject({ code: 'PROVISION_DB_CONNECT_FAIL', fix: expect.stringContaining('master_db') })
    expect(String(error)).toContain(`at ${mariadb.socket} as visitor: Access denied`)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
  })

  it('to where nobody listens says what to correct', async () => {
    const closed = await failureOf(mariadb.connect({ socket: undefined, port: 1 }))
    const missing = await failureOf(mariadb.connect({ socket: '/nowhere/socket' }))

    expect(closed).toMatchObject({ fix: 'start the database server, or correct db_port' })
    expect(missing).toMatchObject({ fix: 'start the database server, or correct db_socket' })
  })

  it('is made again after the server was restarted', async () => {
    const own = await mariadb.connect()

    await mariadb.restart()
    const [row] = await own.query<{ mode: string }>('SELECT @@sql_mode AS mode')
    await own.close()

    expect(row?.mode).toContain('NO_AUTO_CREATE_USER')
  })

  it('runs one statement at a time only', async () => {
    const error = await failureOf(server.query('SELECT 1; DROP DATABASE mysql'))

    expect(error).toMatchObject({ errno: 1064 })
  })
})

describe('a refused statement', () => {
  it('holds neither the statement nor its values', async () => {
    const typo = await failureOf(server.query('CREATE USER a@b IDENTIFIED BY ? oops', [secret]))
    const denied = await failureOf(server.query('CREATE USER ?@? IDENTIFIED BY ?', ['visitor', 'localhost', secret]))

    expect(inspect([typo, denied], { depth: 9, showHidden: true })).not.toContain(secret)
    expect(denied).toMatchObject({ errno: 1396 })
    expect(String(denied)).toContain('CREATE USER failed')
  })
})

describe('values', () => {
  it('go where the question marks are, but not into quoted identifiers', () => {
    const escape = (value: never): string => `<${String(value)}>`

    expect(bind('SELECT ? FROM `a?``?` WHERE b = ?', [1, 'two'], escape)).toBe(
      'SELECT <1> FROM `a?``?` WHERE b = <two>',
    )
  })

  it('come back as they were sent, whatever the server has as its SQL mode', async () => {
    await server.query("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'")
    const own = await mariadb.connect()
    const value = `a'b"c\\d\n\u0000?\u{1F600}`

    const rows = await own.query('SELECT ? AS `a?`', [value])
    await own.close()

    expect(rows).toEqual([{ 'a?': value }])
  })
})
