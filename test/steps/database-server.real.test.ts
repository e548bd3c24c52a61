import { describe, expect, it } from '@jest/globals'
import { stepKind as databaseServer, type DatabaseServerStep, isKnownVersion } from '../../src/steps/database-server.js'
import { lackingPrivileges } from '../../src/steps/sql/privileges.js'
import { databaseWorld, refusalOf } from '../support/database-world.js'
import { changesOf } from '../support/steps.js'
import { useDatabases } from '../support/databases.js'

const step = (server: string): DatabaseServerStep => ({
  kind: 'database-server',
  host: 'localhost',
  stage: 'account',
  context: server,
  title: 'check the server',
  server,
})

const { mariadb, server } = useDatabases()

describe('a database server', () => {
  it('that lets master_db make databases and accounts needs nothing', async () => {
    const { world, sent } = databaseWorld(server())

    const changes = await changesOf(databaseServer, [step('@server_master')], world)

    expect(changes).toEqual([undefined])
    expect(sent).toEqual(['SHOW GRANTS'])
  })

  it('whose master_db may not is refused with what it lacks', async () => {
    await server().query("GRANT SELECT, CREATE ON *.* TO 'weak'@'localhost' IDENTIFIED BY 'w'")
    const weak = await mariadb().connect({ user: 'weak', password: 'w' })

    const refused = await refusalOf(changesOf(databaseServer, [step('@server_master')], databaseWorld(weak).world))
    await weak.close()

    expect(refused).toMatch(/^@server_master: the account in master_db lacks INSERT, .*CREATE USER, .*GRANT OPTION$/)
  })

  it('that does not answer fails, and others do not', async () => {
    const { world } = databaseWorld(server())
    const steps = [step('@server_down'), step('@server_master')]

    const [down, up] = await databaseServer.observe(steps, world)

    expect(() => databaseServer.change(step('@server_down'), down as never)).toThrow('nobody answers')
    expect(databaseServer.change(step('@server_master'), up as never)).toBeUndefined()
  })

  it('that is too old is refused with the version that is needed', () => {
    const old = { flavour: 'mysql', version: '5.7.44', lacking: [] } as const

    expect(() => databaseServer.change(step('@server_master'), old)).toThrow('its version 5.7.44 is too old')
  })
})

describe('what an administrator has to type for master_db', () => {
  it('names its account', async () => {
    await server().query("GRANT SELECT ON *.* TO 'w e@k'@'localhost' IDENTIFIED BY 'w'")
    const weak = await mariadb().connect({ user: 'w e@k', password: 'w' })

    const [observed] = await databaseServer.observe([step('@server_master')], databaseWorld(weak).world)
    await weak.close()

    expect(() => databaseServer.change(step('@server_master'), observed as never)).toThrow(
      expect.objectContaining({ fix: expect.stringContaining(" ON *.* TO 'w e@k'@'localhost' WITH GRANT OPTION") }),
    )
  })
})

describe('versions', () => {
  it.each([
    ['mariadb', '10.5.29-MariaDB', false],
    ['mariadb', '10.6.0-MariaDB', true],
    ['mariadb', '10.11.19-MariaDB-0+deb12u1', true],
    ['mariadb', '11.4.2-MariaDB', true],
    ['mysql', '5.7.44-log', false],
    ['mysql', '8.0.36', true],
    ['mysql', '8.4.0', true],
    ['mysql', '9.1.0', true],
    ['mysql', 'unknown', false],
  ] as const)('%s %s: known is %s', (flavour, version, known) => {
    expect(isKnownVersion({ flavour, version })).toBe(known)
  })
})

const mysql8 = { flavour: 'mysql', version: '8.0.36' } as const

describe('rights', () => {
  it('that all look for can be given on a database, whoever has them one by one', async () => {
    const rights = `${lackingPrivileges([], server()).join(', ').replace(', GRANT OPTION', '')} ON *.*`
    await server().query(`GRANT ${rights} TO 'exact'@'localhost' IDENTIFIED BY 'e' WITH GRANT OPTION`)
    const exact = await mariadb().connect({ user: 'exact', password: 'e' })

    const changes = await changesOf(databaseServer, [step('@server_master')], databaseWorld(exact).world)
    await exact.query("GRANT ALL PRIVILEGES ON `one`.* TO 'site'@'localhost' IDENTIFIED BY 's'")
    await exact.close()

    expect(changes).toEqual([undefined])
  })

  it.each([
    ['10.11.19-MariaDB', ['DELETE HISTORY']],
    ['11.4.2-MariaDB', ['DELETE HISTORY', 'SHOW CREATE ROUTINE']],
  ])('that only MariaDB %s asks for are missed', (version, expected) => {
    const lacking = lackingPrivileges([], { flavour: 'mariadb', version })

    const others = new Set(lackingPrivileges([], mysql8))
    expect(lacking.filter((privilege) => !others.has(privilege))).toEqual(expected)
  })

  it('are enough when MySQL 8 lists them one by one', () => {
    const listed =
      'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER ON *.* TO `root`@`localhost` WITH GRANT OPTION'
    const dynamic = 'GRANT BACKUP_ADMIN ON *.* TO `root`@`localhost` WITH GRANT OPTION'

    expect(lackingPrivileges([listed, dynamic], mysql8)).toEqual([])
  })

  it('on one database alone are not', () => {
    const grants = ['GRANT USAGE ON *.* TO `u`@`%`', 'GRANT ALL PRIVILEGES ON `a`.* TO `u`@`%` WITH GRANT OPTION']

    expect(lackingPrivileges(grants, mysql8)).toContain('CREATE USER')
    expect(lackingPrivileges(grants, mysql8)).toContain('GRANT OPTION')
  })
})
