import { describe, expect, it } from '@jest/globals'
import { stepKind as account } from '../../src/steps/account.js'
import { stepKind as database } from '../../src/steps/database.js'
import { stepKind as grant } from '../../src/steps/grant.js'
import { recreation, repairAccounts, withPassword } from '../../src/steps/sql/accounts.js'
import { nativeHash, passwordHolds } from '../../src/steps/sql/password.js'
import {
  accountAbsent,
  accountPresent,
  databaseAbsent,
  databasePresent,
  grantFor,
  otherUuid,
} from '../support/database-steps.js'
import { refusalOf, stateOf } from '../support/database-world.js'
import { applySteps, changesOf, undoStep } from '../support/steps.js'
import { password, useDatabases } from '../support/databases.js'

const { mariadb, server, given } = useDatabases()

const loginWith = async (user: string, password: string): Promise<string> => {
  const login = await mariadb().connect({ user, password })
  const [row] = await login.query<{ account: string }>('SELECT CURRENT_USER() AS account')
  await login.close()
  return row?.account ?? ''
}

describe('an account', () => {
  it('is made for each host, and a second look finds nothing to do', async () => {
    const step = accountPresent('made')

    const [applied] = await applySteps(account, [step], given().world)
    const again = await changesOf(account, [step], given().world)

    expect(applied).toMatchObject({ change: { action: 'create' }, outcome: { ok: true } })
    expect(await loginWith('made', password)).toBe('made@localhost')
    expect(again).toEqual([undefined])
  })

  it('gets its password back when somebody has changed it', async () => {
    const step = accountPresent('repaired')
    await applySteps(account, [step], given().world)
    await server().query("ALTER USER 'repaired'@'127.0.0.1' IDENTIFIED BY 'meddled'")

    const [applied] = await applySteps(account, [step], given().world)

    expect(applied).toMatchObject({ change: { detail: 'password for 127.0.0.1' }, outcome: { ok: true } })
    expect(await changesOf(account, [step], given().world)).toEqual([undefined])
  })

  it('keeps no password for the journal, not even the one that it changes', async () => {
    const step = accountPresent('quiet')
    await server().query("CREATE USER 'quiet'@'localhost' IDENTIFIED BY 'older-Password'")

    const [applied] = await applySteps(account, [{ ...step, adopt: true }], given().world)
    const kept = JSON.stringify(applied)

    expect(kept).toContain(nativeHash('older-Password'))
    expect(kept).not.toContain('older-Password')
    expect(kept).not.toContain(password)
  })

  it('is dropped for hosts that are no longer meant, and undo brings them back with their grants', async () => {
    await applySteps(account, [accountPresent('moved', { hosts: ['localhost', '192.0.2.7'] })], given().world)
    await server().query("GRANT SELECT ON `some\\_db`.* TO 'moved'@'192.0.2.7'")
    const before = await stateOf(server())

    const [applied] = await applySteps(account, [accountAbsent('moved', { except: ['localhost'] })], given().world)
    const left = await server().query("SELECT Host FROM mysql.user WHERE User = 'moved'")
    if (applied) await undoStep(account, applied.prepared, given().world)

    expect(applied?.change.detail).toBe('for 192.0.2.7')
    expect(left).toEqual([{ Host: 'localhost' }])
    expect(await stateOf(server())).toEqual(before)
  })

  it('of another site is refused, with the name of its owner', async () => {
    await applySteps(account, [accountPresent('taken', { owner: otherUuid, context: '@other.example' })], given().world)

    const looked = await refusalOf(changesOf(account, [accountPresent('taken')], given().world))
    const dropped = await refusalOf(changesOf(account, [accountAbsent('taken')], given().world))

    expect(looked).toMatch(/taken .* belongs to @other\.example/)
    expect(dropped).toMatch(/belongs to @other\.example/)
  })

  it('that is nobody’s is refused, unless the site is known to use it', async () => {
    await server().query("CREATE USER 'stray'@'localhost' IDENTIFIED BY 'x'")

    const refused = await refusalOf(changesOf(account, [accountPresent('stray')], given().world))
    const left = await changesOf(account, [accountAbsent('stray')], given().world)
    const adopted = await changesOf(account, [accountPresent('stray', { adopt: true })], given().world)

    expect(refused).toContain('exists, but has no owner')
    expect(left).toEqual([undefined])
    expect(adopted[0]?.detail).toContain('now owned by @example.com')
  })

  it('that administers the server is never taken over', async () => {
    await server().query("GRANT CREATE USER ON *.* TO 'boss'@'localhost' IDENTIFIED BY 'x'")

    const adopted = await refusalOf(changesOf(account, [accountPresent('boss', { adopt: true })], given().world))
    const dropped = await refusalOf(changesOf(account, [accountAbsent('boss', { adopt: true })], given().world))
    const root = await refusalOf(changesOf(account, [accountPresent('root', { adopt: true })], given().world))

    expect(adopted).toContain('administers the server')
    expect(dropped).toContain('administers the server')
    expect(root).toContain('is reserved by the server')
  })

  it('with quotes, backslashes and comments in its name, or in its password, is safe', async () => {
    const user = `a'b"c\\d\`;-- ?`
    given().secrets.set('@example.com db_passwd', `p'"\\\`?;-- `)

    const [applied] = await applySteps(account, [accountPresent(user)], given().world)
    const account1 = await loginWith(user, `p'"\\\`?;-- `)
    const again = await changesOf(account, [accountPresent(user)], given().world)
    if (applied) await undoStep(account, applied.prepared, given().world)

    expect(account1).toBe(`${user}@localhost`)
    expect(again).toEqual([undefined])
    expect(await server().query('SELECT 1 FROM mysql.user WHERE User = ?', [user])).toEqual([])
  })

  it('fails alone when the server refuses it', async () => {
    const steps = [
      accountPresent('lone_one'),
      accountPresent('lone_bad', { hosts: ['x'.repeat(300)] }),
      accountPresent('lone_two'),
    ]

    const applied = await applySteps(account, steps, given().world)

    expect(applied.map((one) => one?.outcome.ok)).toEqual([true, false, true])
    expect(applied[1]?.outcome).toMatchObject({ error: { code: 'PROVISION_GRANT_DB_USER_FAILED' } })
    expect(JSON.stringify(applied[1]?.outcome)).not.toContain(password)
  })

  it('on a server that does not answer fails alone', async () => {
    const steps = [accountPresent('up'), accountPresent('down', { server: '@server_down' })]

    const observed = await account.observe(steps, given().world)

    expect(observed[0]).toEqual({ accounts: [], owner: undefined })
    expect(() => account.change(steps[1] as (typeof steps)[1] & object, observed[1] as never)).toThrow('nobody answers')
  })
})

describe('an account that somebody has restricted', () => {
  it.each([
    ['ACCOUNT LOCK', 'locked'],
    ['PASSWORD EXPIRE', 'password expired'],
    ['PASSWORD EXPIRE INTERVAL 9 DAY', 'password expires'],
    ['REQUIRE SSL', 'TLS required'],
    ["REQUIRE ISSUER '/CN=ca'", 'TLS required'],
    ['WITH MAX_QUERIES_PER_HOUR 1', 'limited'],
    ['WITH MAX_USER_CONNECTIONS 1', 'connections 1 → 0'],
    ['WITH MAX_STATEMENT_TIME 1', 'limited'],
    ['IDENTIFIED VIA unix_socket', 'password'],
  ])('by %s is repaired, and undo restricts it again', async (restriction, word) => {
    const user = `held_${word.replaceAll(' ', '_')}`
    await applySteps(account, [accountPresent(user)], given().world)
    const made = await stateOf(server())
    await server().query(`ALTER USER '${user}'@'localhost' ${restriction}`)
    const before = await stateOf(server())

    const [applied] = await applySteps(account, [accountPresent(user)], given().world)
    const after = await stateOf(server())
    if (applied) await undoStep(account, applied.prepared, given().world)

    expect(applied).toMatchObject({ change: { detail: `${word} for localhost` }, outcome: { ok: true } })
    expect(after).toEqual(made)
    expect(await stateOf(server())).toEqual(before)
    await server().query(`DROP USER '${user}'@'localhost', '${user}'@'127.0.0.1'`)
  })
})

describe('another way in', () => {
  it('beside the password is closed', async () => {
    await applySteps(account, [accountPresent('backdoor')], given().world)
    await server().query(
      `ALTER USER 'backdoor'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD('${password}') OR unix_socket`,
    )

    const [applied] = await applySteps(account, [accountPresent('backdoor')], given().world)
    const [told] = await server().query<Record<string, string>>("SHOW CREATE USER 'backdoor'@'localhost'")

    expect(applied).toMatchObject({ change: { detail: 'password for localhost' }, outcome: { ok: true } })
    expect(Object.values(told ?? {})[0]).not.toContain('unix_socket')
    expect(await changesOf(account, [accountPresent('backdoor')], given().world)).toEqual([undefined])
  })
})

describe('undo of account, database and grant', () => {
  const everything = (name: string) =>
    [
      [account, accountPresent(name, { adopt: true })],
      [database, databasePresent(name, { adopt: true })],
      [grant, grantFor(name)],
    ] as const

  const applyAll = async (name: string) => {
    const undos: (() => unknown)[] = []
    for (const [kind, step] of everything(name)) {
      const [applied] = await applySteps(kind as typeof account, [step as never], given().world)
      expect(applied?.outcome.ok).not.toBe(false)
      if (applied) undos.unshift(() => undoStep(kind as typeof account, applied.prepared as never, given().world))
    }
    return undos
  }

  it('leaves a server that had nothing as it was', async () => {
    const before = await stateOf(server())

    const undos = await applyAll('fresh_1')
    for (const undo of undos) await undo()

    expect(await stateOf(server())).toEqual(before)
    expect(await server().query("SELECT 1 FROM provision.owners WHERE name = 'fresh_1'")).toEqual([])
  })

  it('is idempotent', async () => {
    const before = await stateOf(server())

    const undos = await applyAll('twice_1')
    for (const undo of [...undos, ...undos]) await undo()

    expect(await stateOf(server())).toEqual(before)
  })

  it('leaves what it took over as it was: password, grants, roles and database', async () => {
    await server().query('CREATE DATABASE `old_1`')
    await server().query('CREATE TABLE `old_1`.t (i INT)')
    await server().query("CREATE USER 'old_1'@'localhost' IDENTIFIED BY 'before' REQUIRE SSL")
    await server().query("CREATE USER 'old_1'@'127.0.0.1'")
    await server().query("GRANT ALL ON `old_1`.* TO 'old_1'@'localhost'")
    await server().query("GRANT FILE ON *.* TO 'old_1'@'localhost'")
    await server().query("GRANT SELECT ON `old_1`.t TO 'old_1'@'127.0.0.1'")
    await server().query('CREATE ROLE IF NOT EXISTS readers')
    await server().query("GRANT readers TO 'old_1'@'localhost'")
    const before = await stateOf(server())

    const undos = await applyAll('old_1')
    const after = await stateOf(server())
    for (const undo of undos) await undo()

    expect(after).not.toEqual(before)
    expect(await stateOf(server())).toEqual(before)
    expect(await server().query("SELECT 1 FROM provision.owners WHERE name = 'old_1'")).toEqual([])
  })

  it('of a removal brings back the account; the database is only dropped after the commit', async () => {
    await applyAll('gone_1')
    const before = await stateOf(server())

    const [withdrawn] = await applySteps(account, [accountAbsent('gone_1')], given().world)
    if (withdrawn) await undoStep(account, withdrawn.prepared, given().world)

    expect(withdrawn?.change.action).toBe('delete')
    expect(await stateOf(server())).toEqual(before)
  })

  it('has nothing left to do after account and database are removed', async () => {
    const before = await stateOf(server())
    await applyAll('gone_2')

    await applySteps(account, [accountAbsent('gone_2')], given().world)
    await applySteps(database, [databaseAbsent('gone_2')], given().world)

    expect(await stateOf(server())).toEqual(before)
    expect(await server().query("SELECT 1 FROM provision.owners WHERE name = 'gone_2'")).toEqual([])
    expect(await changesOf(account, [accountAbsent('gone_2')], given().world)).toEqual([undefined])
    expect(await changesOf(database, [databaseAbsent('gone_2')], given().world)).toEqual([undefined])
  })
})

describe('a thousand accounts', () => {
  it('are observed with as many queries as one', async () => {
    const steps = Array.from({ length: 1000 }, (_, at) => accountPresent(`many_${at}`))
    await account.observe([accountPresent('many_0')], given().world)
    const one = given().sent.splice(0).length

    await account.observe(steps, given().world)

    expect(given().sent).toHaveLength(one)
    expect(one).toBe(2)
  })
})

describe('the text for MySQL 8', () => {
  it('sets passwords of many accounts with the same limit in one statement, without GRANT … IDENTIFIED BY', () => {
    const logins = ['a', 'b', 'c'].map((user) => ({
      user,
      host: '%',
      password: 'p',
      connections: user === 'c' ? 20 : 0,
    }))

    const limits = 'MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS'
    expect(repairAccounts('mysql')(logins)).toEqual([
      [
        `ALTER USER ?@? IDENTIFIED BY ?, ?@? IDENTIFIED BY ? REQUIRE NONE WITH ${limits} 0 ACCOUNT UNLOCK PASSWORD EXPIRE DEFAULT`,
        ['a', '%', 'p', 'b', '%', 'p'],
      ],
      [
        `ALTER USER ?@? IDENTIFIED BY ? REQUIRE NONE WITH ${limits} 20 ACCOUNT UNLOCK PASSWORD EXPIRE DEFAULT`,
        ['c', '%', 'p'],
      ],
    ])
  })

  it('gives an account back as SHOW CREATE USER tells it', () => {
    const told =
      "CREATE USER `u`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x244124303035 REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK"

    expect(withPassword(told)).toBe(told)
    expect(recreation(told)).toMatch(/^CREATE USER IF NOT EXISTS `u`@`%` IDENTIFIED WITH/)
    expect(withPassword('CREATE USER `e`@`%` REQUIRE SSL')).toBe("CREATE USER `e`@`%` IDENTIFIED BY '' REQUIRE SSL")
  })

  it('compares what caching_sha2_password keeps', () => {
    // The example of hashcat for its mode 7401: the password is "hashcat".
    const salt = Buffer.from('F9CC98CE08892924F50A213B6BC571A2C11778C5', 'hex')
    const kept = Buffer.concat([
      Buffer.from('$A$005$'),
      salt,
      Buffer.from('625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F', 'hex'),
    ])

    expect(passwordHolds('hashcat', 'caching_sha2_password', kept)).toBe(true)
    expect(passwordHolds('hashcas', 'caching_sha2_password', kept)).toBe(false)
    expect(passwordHolds('hashcat', 'ed25519', kept)).toBe(false)
  })
})
