import { describe, expect, it } from '@jest/globals'
import { stepKind as account } from '../../src/steps/account.js'
import { stepKind as database } from '../../src/steps/database.js'
import { stepKind as grant, type GrantStep } from '../../src/steps/grant.js'
import { otherRights, patternOf, reaches, revokeRoles } from '../../src/steps/sql/grants.js'
import { accountPresent, databasePresent, grantFor } from '../support/database-steps.js'
import { refusalOf, stateOf } from '../support/database-world.js'
import { applySteps, changesOf, undoStep } from '../support/steps.js'
import { password, useDatabases } from '../support/databases.js'

const { mariadb, server, given } = useDatabases()

const made = async (name: string): Promise<GrantStep> => {
  await applySteps(account, [accountPresent(name)], given().world)
  await applySteps(database, [databasePresent(name)], given().world)
  return grantFor(name)
}

const asUser = async (user: string, sql: string): Promise<string> => {
  const login = await mariadb().connect({ user, password })
  const refused = await refusalOf(login.query(sql))
  await login.close()
  return refused
}

describe('a grant', () => {
  it('lets the account do everything in its database, and a second look finds nothing to do', async () => {
    const step = await made('shop_0')

    const [applied] = await applySteps(grant, [step], given().world)

    expect(applied).toMatchObject({ change: { action: 'create' }, outcome: { ok: true } })
    expect(await asUser('shop_0', 'CREATE TABLE shop_0.t (i INT)')).toBe('not refused')
    expect(await changesOf(grant, [step], given().world)).toEqual([undefined])
  })

  it('reaches no database whose name an underscore would match', async () => {
    const step = await made('t2test_0')
    await server().query('CREATE DATABASE t2testX0')
    await server().query('CREATE TABLE t2testX0.secrets (i INT)')

    await applySteps(grant, [step], given().world)

    expect(await asUser('t2test_0', 'SELECT * FROM t2testX0.secrets')).toContain('denied')
    expect(await asUser('t2test_0', 'CREATE TABLE t2test_0.t (i INT)')).toBe('not refused')
  })

  it('replaces one whose underscore was a wildcard', async () => {
    const step = await made('old_style')
    await server().query("GRANT ALL ON `old_style`.* TO 'old_style'@'localhost'")

    const [applied] = await applySteps(grant, [step], given().world)

    expect(applied?.change.detail).toContain('revoke old_style for localhost')
    expect(await server().query("SELECT DISTINCT Db FROM mysql.db WHERE User = 'old_style'")).toEqual([
      { Db: 'old\\_style' },
    ])
  })

  it.each([
    ['another database', 'GRANT SELECT ON `elsewhere`.* TO'],
    ['everything', 'GRANT FILE ON *.* TO'],
    ['one table', 'GRANT SELECT ON mysql.db TO'],
    ['one column', 'GRANT SELECT (User) ON mysql.user TO'],
    ['passing it on', 'GRANT SELECT ON `reach%`.* TO', ' WITH GRANT OPTION'],
    ['a role', 'GRANT wide TO'],
  ])('takes away a right on %s, and undo gives it back', async (what, right, option = '') => {
    const name = `reach_${what.replace(/ /g, '_')}`
    const step = await made(name)
    await applySteps(grant, [step], given().world)
    await server().query('CREATE ROLE IF NOT EXISTS wide')
    await server().query(`${right} '${name}'@'localhost'${option}`)
    const before = await stateOf(server())

    const [applied] = await applySteps(grant, [step], given().world)
    const told = await server().query<Record<string, string>>(`SHOW GRANTS FOR '${name}'@'localhost'`)
    if (applied) await undoStep(grant, applied.prepared, given().world)

    expect(applied).toMatchObject({ change: { action: 'change' }, outcome: { ok: true } })
    expect(told.map((row) => Object.values(row)[0]?.replace(/ TO .*/, ''))).toEqual([
      'GRANT USAGE ON *.*',
      `GRANT ALL PRIVILEGES ON \`${name.replace(/_/g, '\\_')}\`.*`,
    ])
    expect(await stateOf(server())).toEqual(before)
  })

  it('gives back a right that is missing', async () => {
    const step = await made('lacking')
    await applySteps(grant, [step], given().world)
    await server().query("REVOKE TRIGGER, DELETE ON `lacking`.* FROM 'lacking'@'localhost'")

    const [applied] = await applySteps(grant, [step], given().world)

    expect(applied?.change.detail).toBe('all privileges for localhost')
    expect(await changesOf(grant, [step], given().world)).toEqual([undefined])
  })

  it('makes no account: one that is not there fails alone', async () => {
    const steps = [grantFor('nobody'), await made('somebody')]

    const applied = await applySteps(grant, steps, given().world)

    expect(applied.map((one) => one?.outcome.ok)).toEqual([false, true])
    expect(applied[0]?.outcome).toMatchObject({ error: { code: 'PROVISION_GRANT_DB_USER_FAILED' } })
    expect(await server().query("SELECT 1 FROM mysql.user WHERE User = 'nobody'")).toEqual([])
  })

  it('is safe with backticks, quotes, backslashes and wildcards in the names', async () => {
    const name = "a`b'c\\d%_?"
    const step = await made(name)
    await server().query("CREATE DATABASE `a``b'c\\dxy?`")

    const [applied] = await applySteps(grant, [step], given().world)
    const table = "`a``b'c\\d%_?`.t"

    expect(applied?.outcome).toEqual({ ok: true })
    expect(await changesOf(grant, [step], given().world)).toEqual([undefined])
    expect(await asUser(name, `CREATE TABLE ${table} (i INT)`)).toBe('not refused')
    expect(await asUser(name, "CREATE TABLE `a``b'c\\dxy?`.t (i INT)")).toContain('denied')
  })
})

describe('a thousand grants', () => {
  it('are observed with as many queries as one', async () => {
    const steps = Array.from({ length: 1000 }, (_, at) => grantFor(`many_${at}`))
    await grant.observe(steps.slice(0, 1), given().world)
    const one = given().sent.splice(0).length

    await grant.observe(steps, given().world)

    expect([one, given().sent.length]).toEqual([2, 2])
  })
})

describe('the text for MySQL 8', () => {
  it('looks for dynamic privileges and roles where MySQL keeps them', () => {
    expect(otherRights('mysql')).toMatch(/Select_priv, .*Drop_role_priv\).*mysql\.global_grants .*mysql\.role_edges/)
    expect(otherRights('mysql')).not.toMatch(/roles_mapping|global_priv /)
  })

  it('takes roles away as SHOW GRANTS tells them', () => {
    const told = [
      'GRANT USAGE ON *.* TO `u`@`%`',
      'GRANT ALL PRIVILEGES ON `db\\_1`.* TO `u`@`%`',
      'GRANT `app`@`%`,`ops`@`%` TO `u`@`%` WITH ADMIN OPTION',
    ]

    expect(revokeRoles(told)).toEqual(['REVOKE `app`@`%`,`ops`@`%` FROM `u`@`%`'])
  })

  it('reads rights from rows, whatever columns the version has', () => {
    const onDatabase = { User: 'u', Host: '%', Db: patternOf('db_1'), Select_priv: 'Y', Grant_priv: 'N' }
    const lacking = { ...onDatabase, User: 'v', Select_priv: 'N' }
    const passing = { ...onDatabase, User: 'w', Grant_priv: 'Y' }

    const found = reaches([onDatabase, lacking, passing], [{ User: 'x', Host: '%' }])

    expect(found.get('u@%')).toEqual({ patterns: [{ pattern: 'db\\_1', all: true }], beyond: false })
    expect(found.get('v@%')?.patterns).toEqual([{ pattern: 'db\\_1', all: false }])
    expect(['u@%', 'w@%', 'x@%'].map((name) => found.get(name)?.beyond)).toEqual([false, true, true])
  })
})
