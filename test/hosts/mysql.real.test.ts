import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { inspect } from 'node:util'
import { ProvisionError } from '../../src/errors.js'
import type { DatabaseAddress, DatabaseServer } from '../../src/hosts/database.js'
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
    expect(error).toMatchObject({ code: 'PROVISION_DB_CONNECT_FAIL', fix: expect.stringContaining('--master_db') })
    expect(String(error)).toContain(`at ${mariadb.socket} as visitor: Access denied`)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
  })

  it.each<[string, Partial<DatabaseAddress>, readonly string[], string]>([
    ['nobody listens', { socket: undefined, port: 1 }, [], 'if it is not at 127.0.0.1:1, correct host and port'],
    [
      'no socket is',
      { socket: '/nowhere/socket' },
      [],
      'if it is not at /nowhere/socket, correct the socket: provision-save @server_test --db_socket=PATH',
    ],
    ['no host is', { socket: undefined, host: 'nowhere.invalid' }, [], 'getent hosts nowhere.invalid'],
    [
      'the password is wrong',
      { user: 'visitor', password: 'x' },
      [],
      'give those of an administrator: provision-save @server_test',
    ],
    [
      'TLS is required',
      { user: 'visitor', password: secret, socket: undefined },
      ['SET GLOBAL require_secure_transport = ON', 'SET GLOBAL require_secure_transport = OFF'],
      'this version connects without TLS',
    ],
    [
      'the account is locked',
      { user: 'locked' },
      ['CREATE USER locked ACCOUNT LOCK', 'DROP USER locked'],
      'unlock locked',
    ],
    ['the password has expired', { user: 'old' }, ['CREATE USER old PASSWORD EXPIRE', 'DROP USER old'], 'has expired'],
    [
      'all connections are in use',
      { user: 'one' },
      ['CREATE USER one WITH MAX_USER_CONNECTIONS 1', 'DROP USER one'],
      'that one may have are in use',
    ],
  ])('where %s says what to do', async (_, address, [arrange, restore], fix) => {
    if (arrange !== undefined) await server.query(arrange)
    const first = await mariadb.connect(address).catch(() => undefined)
    const error = await failureOf(mariadb.connect(address).then((own) => own.query('SELECT 1')))
    await first?.close()
    if (restore !== undefined) await server.query(restore)

    expect(error).toMatchObject({ fix: expect.stringContaining(fix) })
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
