import { describe, expect, it } from '@jest/globals'
import type { Site } from '../../../src/contexts/types/site.js'
import { databaseNames } from '../../../src/services/db/names.js'
import { service } from '../../../src/services/db/index.js'
import { serviceType } from '../../../src/services/db/mysql/index.js'
import { contextFiles, planningWith } from '../../support/planning.js'
import { server, site } from './sites.js'

const verify = (given = site(), planning = planningWith()) =>
  serviceType.verify.site?.(given, given.db_server, planning) ?? []
const withdraw = (from: Site, to?: Site) =>
  serviceType.withdraw.site?.({ from, to }, from.db_server, planningWith()) ?? []

describe('the plan of a site', () => {
  it('has password, account, database and grant, and at the end the hosts that are no longer meant', () => {
    expect(verify().map(({ kind, stage }) => [kind, stage])).toEqual([
      ['secret', 'secret'],
      ['account', 'account'],
      ['database', 'database'],
      ['grant', 'grant'],
      ['account', 'withdraw'],
    ])
  })

  it('is plain data without a secret', () => {
    const plan = verify()

    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    expect(plan[1]).toMatchObject({
      password: '\u0001@www.example.com db_passwd plain\u0001',
      hosts: ['localhost', '127.0.0.1'],
    })
  })

  it('names account, database and server in its titles', () => {
    expect(verify().map(({ title }) => title)).toEqual([
      'generate the password for the database of www.example.com',
      'create the account example_com_1f2e3d4c for localhost and 127.0.0.1',
      'create the database example_com_1f2e3d4c',
      'grant the account example_com_1f2e3d4c all privileges on the database example_com_1f2e3d4c',
      'drop the account example_com_1f2e3d4c for hosts other than localhost and 127.0.0.1',
    ])
  })

  it.each([
    ['of a new site', site(), false],
    ['whose names were only just chosen', site({ db_name: 'example_com_1f2e3d4c' }), false],
    ['that is installed', site({ installed: true }), true],
    ['that was imported with names of its own', site({ db_name: 'old_shop' }), true],
  ])('%s: takes over what has no mark is %s', (_, given, adopt) => {
    expect(verify(given)[2]).toMatchObject({ adopt })
  })
})

describe('the plan of a site that goes', () => {
  it('drops the account for every host, and the database only after the commit', () => {
    expect(withdraw(site())).toMatchObject([
      { kind: 'account', stage: 'withdraw', state: 'absent', except: [] },
      { kind: 'database', stage: 'cleanup', state: 'absent', name: 'example_com_1f2e3d4c' },
    ])
  })
})

describe('the plan of a site that is made anew beside what it has', () => {
  const [before, after] = [site({ db_name: 'shop' }), site({ db_name: 'shop_r1a2b' })]
  const record = {
    name: before.name,
    context_type: 'site',
    uuid: before.uuid,
    properties: { uri: before.uri },
    recorded: { db_name: 'shop', verified: true },
  }
  const master = { ...record, name: '@server_master', context_type: 'server', properties: {}, recorded: {} }

  it('lets the account keep the database that it has had', () => {
    const planning = planningWith(contextFiles([master, record]))

    expect(verify(after, planning)[3]).toMatchObject({ kind: 'grant', database: 'shop_r1a2b', keeps: ['shop'] })
    expect(verify(before, planning)[3]).not.toHaveProperty('keeps')
  })

  it('takes the old database from the account, and drops it, after the commit', () => {
    const steps = withdraw(before, after)

    expect(steps).toMatchObject([
      { kind: 'database', stage: 'cleanup', state: 'absent', name: 'shop' },
      { kind: 'grant', stage: 'cleanup', database: 'shop_r1a2b' },
    ])
    expect(steps[1]).not.toHaveProperty('keeps')
  })

  it('leaves nothing behind on a server that it moves away from', () => {
    const elsewhere = site({ db_name: 'shop' }, server(), server({ name: '@server_other' }))

    expect(withdraw(before, elsewhere)).toMatchObject([
      { kind: 'account', state: 'absent', server: '@server_master', except: [] },
      { kind: 'database', state: 'absent', server: '@server_master', name: 'shop' },
    ])
  })

  it('takes nothing away where its database stays', () => {
    expect(withdraw(before, site({ db_name: 'shop', uri: 'moved.example' }))).toEqual([])
  })

  it('has a new name, and the account that it has had', () => {
    const names = serviceType.renewed?.site?.(after, planningWith())

    expect(names).toEqual({ db_name: expect.stringMatching(/^shop_r[0-9a-f]{4}$/), db_user: expect.anything() })
    expect(names?.['db_user']).toBe(databaseNames(before).db_user)
  })
})

describe('the plan of a database server', () => {
  it('is to check the server, and to make nothing', () => {
    expect(serviceType.verify.server?.(server(), server(), planningWith()).map(({ kind }) => kind)).toEqual([
      'database-server',
    ])
  })
})

describe('the service', () => {
  it('is what sites subscribe to by db_server, and records the names that it chose', () => {
    expect(service.subscription).toEqual({ type: 'site', by: 'db_server' })
    expect(serviceType.recorded?.site?.(site(), planningWith())).toEqual({
      db_name: 'example_com_1f2e3d4c',
      db_user: 'example_com_1f2e3d4c',
    })
  })
})
