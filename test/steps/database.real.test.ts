import { describe, expect, it } from '@jest/globals'
import { stepKind as database } from '../../src/steps/database.js'
import { databaseAbsent, databasePresent, otherUuid, uuid } from '../support/database-steps.js'
import { databaseWorld, refusalOf } from '../support/database-world.js'
import { applySteps, changesOf, undoStep } from '../support/steps.js'
import { useDatabases } from '../support/databases.js'

const { mariadb, server, given } = useDatabases()

const existing = async (name: string): Promise<readonly unknown[]> =>
  server().query(
    'SELECT DEFAULT_CHARACTER_SET_NAME AS charset FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [name],
  )

const marks = (name: string): Promise<readonly unknown[]> =>
  server().query('SELECT context, created IS NOT NULL AS made FROM provision.owners WHERE name = ?', [name])

describe('a database', () => {
  it('is made with its mark, and a second look finds nothing to do', async () => {
    const step = databasePresent('made')

    const [applied] = await applySteps(database, [step], given().world)

    expect(applied).toMatchObject({ change: { action: 'create' }, outcome: { ok: true } })
    expect(await existing('made')).toEqual([{ charset: 'utf8mb4' }])
    expect(await marks('made')).toEqual([{ context: '@example.com', made: 1 }])
    expect(await changesOf(database, [step], given().world)).toEqual([undefined])
  })

  it('of another site is neither used nor dropped', async () => {
    const other = { owner: otherUuid, context: '@other.example' }
    await applySteps(database, [databasePresent('taken', other)], given().world)

    const used = await refusalOf(changesOf(database, [databasePresent('taken', { adopt: true })], given().world))
    const dropped = await refusalOf(changesOf(database, [databaseAbsent('taken', { adopt: true })], given().world))
    const [ran] = await database.run(
      [{ step: databaseAbsent('taken'), before: { existed: true, marked: false } }],
      given().world,
    )

    expect(used).toMatch(/taken .* belongs to @other\.example/)
    expect(dropped).toMatch(/belongs to @other\.example/)
    expect(ran).toMatchObject({ ok: false, error: { code: 'PROVISION_FOREIGN_OWNER' } })
    expect(await existing('taken')).toHaveLength(1)
  })

  it('whose name another home has reserved meanwhile fails alone, and its undo takes nothing', async () => {
    const steps = [databasePresent('raced'), databasePresent('unraced')]
    const prepared = steps.map((step) => ({ step, before: { existed: false, marked: false } }))
    await applySteps(
      database,
      [databasePresent('raced', { owner: otherUuid, context: '@other.example' })],
      given().world,
    )

    const outcomes = await database.run(prepared, given().world)
    for (const one of prepared) await undoStep(database, one, given().world)

    expect(outcomes).toMatchObject([{ ok: false, error: { code: 'PROVISION_FOREIGN_OWNER' } }, { ok: true }])
    expect(await existing('raced')).toHaveLength(1)
    expect(await existing('unraced')).toEqual([])
  })

  const proof = {
    tableEnding: 'options',
    keyColumn: 'option_name',
    key: 'provision_site',
    valueColumn: 'option_value',
    value: uuid,
  }
  const options = 'CREATE TABLE wp_options (option_name VARCHAR(99), option_value TEXT)'
  const row = (value: string) => `INSERT INTO wp_options VALUES ('siteurl', ''), ('provision_site', '${value}')`

  it.each([
    ['none', [], { state: 'empty' }],
    ['others', ['CREATE TABLE notes (text TEXT)'], { state: 'empty', instead: 'has no table …options' }],
    ['hollow', [options], { state: 'empty', instead: 'has nothing in its table wp_options' }],
    ['swapped', [options, row(otherUuid)], { state: 'empty', instead: expect.stringContaining(otherUuid) }],
    ['own', [options, row(uuid), 'CREATE TABLE wp_2_options (id INT)'], { state: 'filled' }],
    ['by_hand', [options, "INSERT INTO wp_options VALUES ('siteurl', '')"], { state: 'filled' }],
    ['unlike', ['CREATE TABLE my_options (id INT)'], { state: 'filled' }],
  ])('that should hold an installation is told by what it holds: %s', async (name, statements, expected) => {
    await server().query(`CREATE DATABASE proof_${name}`)
    for (const sql of statements) await server().query(sql.replace(/(TABLE|INTO) /, `$1 proof_${name}.`))
    const step = databasePresent(`proof_${name}`, { holds: { what: 'the data', proof } })

    const [observed] = await database.observe([step], given().world)

    expect(database.held?.(step, observed as never)).toEqual({ place: `@server_master:proof_${name}`, ...expected })
  })

  it('that is nobody’s is refused with what to type, unless the site is known to use it', async () => {
    await server().query('CREATE DATABASE stray')

    const refused = await refusalOf(changesOf(database, [databasePresent('stray')], given().world))
    const left = await changesOf(database, [databaseAbsent('stray')], given().world)
    const adopted = await applySteps(database, [databasePresent('stray', { adopt: true })], given().world)

    expect(refused).toContain('exists, but has no owner')
    expect(left).toEqual([undefined])
    expect(adopted[0]).toMatchObject({ change: { action: 'change' }, outcome: { ok: true } })
    expect(await marks('stray')).toEqual([{ context: '@example.com', made: 0 }])
  })

  it('that was taken over is left by undo, without its mark', async () => {
    await server().query('CREATE DATABASE lent')

    const [applied] = await applySteps(database, [databasePresent('lent', { adopt: true })], given().world)
    if (applied) await undoStep(database, applied.prepared, given().world)

    expect(await existing('lent')).toHaveLength(1)
    expect(await marks('lent')).toEqual([])
  })

  it('that this plan made is dropped by undo, with the tables that were put into it', async () => {
    const [applied] = await applySteps(database, [databasePresent('undone')], given().world)
    await server().query('CREATE TABLE undone.t (i INT)')

    if (applied) for (const _ of [1, 2]) await undoStep(database, applied.prepared, given().world)

    expect(await existing('undone')).toEqual([])
    expect(await marks('undone')).toEqual([])
  })

  it('that somebody makes and fills meanwhile fails the step, and its undo leaves it', async () => {
    const prepared = { step: databasePresent('quick'), before: { existed: false, marked: false } }
    await server().query('CREATE DATABASE quick')
    await server().query('CREATE TABLE quick.t (i INT)')

    const [outcome] = await database.run([prepared], given().world)
    await undoStep(database, prepared, given().world)

    expect(outcome).toMatchObject({ ok: false, error: { code: 'PROVISION_CREATE_DB_FAILED' } })
    expect(await existing('quick')).toHaveLength(1)
  })

  it('that was made just before a crash is made again without complaint', async () => {
    const prepared = { step: databasePresent('again'), before: { existed: false, marked: false } }
    await database.run([prepared], given().world)

    const [outcome] = await database.run([prepared], given().world)

    expect(outcome).toEqual({ ok: true })
  })

  it('is dropped with its mark, and undo says that it cannot come back', async () => {
    await applySteps(database, [databasePresent('dropped')], given().world)

    const [applied] = await applySteps(database, [databaseAbsent('dropped')], given().world)
    const undone = applied && (await refusalOf(Promise.resolve(undoStep(database, applied.prepared, given().world))))

    expect(applied).toMatchObject({ change: { action: 'delete' }, outcome: { ok: true } })
    expect(await existing('dropped')).toEqual([])
    expect(await marks('dropped')).toEqual([])
    expect(undone).toContain('was dropped and cannot be restored')
    expect(await changesOf(database, [databaseAbsent('dropped')], given().world)).toEqual([undefined])
  })

  it('with backticks, quotes, wildcards and question marks in its name is safe', async () => {
    const name = 'a`b\'c"%_?;-- '

    const [applied] = await applySteps(database, [databasePresent(name.trim())], given().world)
    const again = await changesOf(database, [databasePresent(name.trim())], given().world)
    await applySteps(database, [databaseAbsent(name.trim())], given().world)

    expect(applied?.outcome).toEqual({ ok: true })
    expect(again).toEqual([undefined])
    expect(await existing(name.trim())).toEqual([])
  })

  it('of the server itself is refused', async () => {
    const refused = await Promise.all(
      ['mysql', 'provision', 'INFORMATION_SCHEMA'].map((name) =>
        refusalOf(changesOf(database, [databaseAbsent(name, { adopt: true })], given().world)),
      ),
    )

    expect(refused.every((message) => message.includes('is reserved by the server'))).toBe(true)
  })

  it('that the account of master_db may not make names the database and the server', async () => {
    await server().query("GRANT ALL ON provision.* TO 'weak'@'localhost' IDENTIFIED BY 'w'")
    const weak = await mariadb().connect({ user: 'weak', password: 'w' })

    const [applied] = await applySteps(database, [databasePresent('denied')], databaseWorld(weak).world)
    await weak.close()

    expect(applied?.outcome).toMatchObject({
      ok: false,
      error: { code: 'PROVISION_CREATE_DB_FAILED', context: '@example.com' },
    })
    expect(String(applied?.outcome.ok === false && applied.outcome.error)).toMatch(
      /denied on @server_master: Access denied/,
    )
  })
})

describe('a server that refuses to tell', () => {
  it('is named, and what its master_db lacks can be asked for', async () => {
    await server().query("CREATE USER 'blind'@'localhost' IDENTIFIED BY 'b'")
    const blind = await mariadb().connect({ user: 'blind', password: 'b' })

    const refused = await refusalOf(changesOf(database, [databasePresent('x')], databaseWorld(blind).world))
    const outcomes = await database.run(
      [{ step: databasePresent('x'), before: { existed: true, marked: false } }],
      databaseWorld(blind).world,
    )
    await blind.close()

    expect(refused).toMatch(/^@server_master refused: SELECT command denied/)
    expect(outcomes).toMatchObject([{ ok: false, error: { fix: expect.stringContaining('provision-verify') } }])
  })
})

describe('a thousand databases', () => {
  it('are observed with as many queries as one, and made with one statement each', async () => {
    const steps = Array.from({ length: 1000 }, (_, at) => databasePresent(`many_${at}`))
    await database.observe(steps.slice(0, 1), given().world)
    const one = given().sent.splice(0).length

    await database.observe(steps, given().world)
    const observing = given().sent.splice(0).length
    await applySteps(database, steps, given().world)
    const creating = given().sent.filter((sql) => sql.startsWith('CREATE DATABASE `'))

    expect([one, observing]).toEqual([2, 2])
    expect(creating).toHaveLength(1000)
    expect(given().sent.length - observing - creating.length).toBeLessThan(10)
    expect((await changesOf(database, steps, given().world)).filter(Boolean)).toEqual([])
  })
})
