import { describe, expect, it } from '@jest/globals'
import type { Server } from '../../../src/contexts/types/server.js'
import type { Site } from '../../../src/contexts/types/site.js'
import { limitsOf } from '../../../src/services/php/pools/limits.js'
import { siteProperties } from '../../../src/services/php/properties.js'
import { planningWith } from '../../support/planning.js'

const server = () =>
  ({ name: '@server_a', remote_host: 'localhost', root_helper: '/lib/provision-root' }) as unknown as Server

const usual = {
  name: '@a.test',
  php_version: '8.2',
  php_memory_limit: '256M',
  php_time_limit: 240,
  upload_limit: '64M',
  php_children: 5,
  php_idle_time: 20,
}

const site = (values: Readonly<Record<string, unknown>>) => ({ ...usual, ...values }) as unknown as Site

const conf = (...versions: readonly string[]) =>
  planningWith({ '/lib/root.conf': ['state /s', ...versions.map((version) => `php ${version} /p /f /t`)].join('\n') })

const limits = (values: Readonly<Record<string, unknown>>) => limitsOf(site(values), server(), conf('8.2', '8.1'))

describe('the limits of a pool', () => {
  it.each<readonly [string, unknown, string, string]>([
    ['php_memory_limit', '10000M', 'may be a number up to 9999 and M or G', '64M'],
    ['php_memory_limit', '65536K', 'may be a number up to 9999 and M or G', '64M'],
    ['upload_limit', '512K', 'may be a number up to 9999 and M or G', '64M'],
    ['php_time_limit', 10_000, 'may be up to 9999 seconds', '9999'],
    ['php_version', '7.4', 'knows PHP 8.1, 8.2; php_version is 7.4', '8.2'],
  ])('are refused for the site alone where the root helper would refuse them: %s %s', (name, value, message, typed) => {
    expect(() => limits({ [name]: value })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        fix: expect.stringContaining(`provision-save @a.test --${name}=${typed}`),
        context: '@a.test',
      }),
    )
  })

  it('are refused where there is no PHP', () => {
    expect(() => limitsOf(site({ php_version: undefined }), server(), conf())).toThrow('knows no PHP')
  })

  it.each<readonly [string, unknown]>([
    ['php_memory_limit', '9999G'],
    ['upload_limit', '1M'],
    ['php_time_limit', 9999],
    ['php_version', '8.1'],
  ])('are those of the site: %s %s', (name, value) => {
    expect(Object.values(limits({ [name]: value }))).toContain(value)
  })
})

describe('processes of a pool', () => {
  it.each<readonly ['php_children' | 'php_idle_time', number]>([
    ['php_children', 1000],
    ['php_idle_time', 9999],
  ])('are so many that the root helper takes them: %s up to %d', (name, most) => {
    const { parse } = siteProperties[name]

    expect(parse(most)).toBe(most)
    expect(() => parse(most + 1)).toThrow(`not a whole number from 1 to ${most}`)
  })
})
