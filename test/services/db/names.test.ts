import { describe, expect, it } from '@jest/globals'
import { databaseNames, nameFor } from '../../../src/services/db/names.js'
import { site } from './sites.js'

describe('names of database and account', () => {
  it('come from the uri without www and the uuid', () => {
    expect(databaseNames(site())).toEqual({ db_name: 'example_com_1f2e3d4c', db_user: 'example_com_1f2e3d4c' })
  })

  it('differ for sites whose uris are the same but for what is cut or replaced', () => {
    const uri = 'a-very-long-name-of-a-shop.example.com'
    const other = '1f2e3d4d-0000-4000-8000-000000000000'

    expect(nameFor(site({ uri }))).toBe('a_very_long_name_of_a_s_1f2e3d4c')
    expect(nameFor(site({ uri, uuid: other }))).not.toBe(nameFor(site({ uri })))
  })

  it('fit the account names of every server, and need no quotes', () => {
    const uris = ['x', 'www.x', `${'long.'.repeat(50)}example`, 'xn--bcher-kva.example', 'WWW.Shouted.example']

    for (const uri of uris) expect(nameFor(site({ uri }))).toMatch(/^[a-z0-9_]{1,23}_[0-9a-f]{8}$/)
  })

  it('stay once they are recorded', () => {
    const recorded = { db_name: 'shop', db_user: 'shop_user' }

    expect(databaseNames(site({ ...recorded, uri: 'moved.example' }))).toEqual(recorded)
  })
})
