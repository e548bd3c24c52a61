import { expect, it } from '@jest/globals'
import { nearest } from '../../src/lib/nearest.js'

it.each<readonly [string, readonly string[], string | undefined]>([
  ['@server_mster', ['@server_master', '@server_x'], '@server_master'],
  ['@wp.localhots', ['@php.localhost', '@wp.localhost'], '@wp.localhost'],
  ['@d7.localhost', ['@cp.localhost'], undefined],
  ['@s1.test', ['@s2.test'], undefined],
  ['@platform_d7', ['@platform_cp', '@platform_php'], undefined],
  ['@platform_pw', ['@platform_wp', '@platform_cp'], '@platform_wp'],
  ['server-web', ['server_web'], 'server_web'],
  ['serverweb', ['server_web'], 'server_web'],
  ['--dry-rnu', ['--dry-run', '--diff'], '--dry-run'],
  ['alias', ['aliases', 'application'], 'aliases'],
  ['enabled', ['site_enabled', 'installed'], 'site_enabled'],
  ['port', ['http_port', 'db_port'], undefined],
  ['x', ['xmlrpc'], undefined],
])('%s among %j means %s', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant)
})
