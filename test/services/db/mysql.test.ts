import { describe, expect, it } from '@jest/globals'
import type { HostReader } from '../../../src/hosts/reader.js'
import { service } from '../../../src/services/db/index.js'
import { serviceType } from '../../../src/services/db/mysql/index.js'
import { server, site } from './sites.js'

const look = {} as HostReader
const verify = (given = site()) => serviceType.verify.site?.(given, look) ?? []
const remove = (given = site()) => serviceType.remove.site?.(given, look) ?? []

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
      'choose the password of the database of www.example.com',
      'make the account example_com_1f2e3d4c for localhost and 127.0.0.1',
      'create the database example_com_1f2e3d4c',
      'let the account example_com_1f2e3d4c use the database example_com_1f2e3d4c, and nothing else',
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
    expect(remove()).toMatchObject([
      { kind: 'account', stage: 'withdraw', state: 'absent', except: [] },
      { kind: 'database', stage: 'cleanup', state: 'absent', name: 'example_com_1f2e3d4c' },
    ])
  })
})

describe('the plan of a database server', () => {
  it('is to look, and to make nothing', () => {
    expect(serviceType.verify.server?.(server(), look).map(({ kind }) => kind)).toEqual(['database-server'])
  })
})

describe('the service', () => {
  it('is what sites subscribe to by db_server, and records the names that it chose', () => {
    expect(service.subscription).toEqual({ type: 'site', by: 'db_server' })
    expect(serviceType.recorded?.site?.(site(), look)).toEqual({
      db_name: 'example_com_1f2e3d4c',
      db_user: 'example_com_1f2e3d4c',
    })
  })
})
