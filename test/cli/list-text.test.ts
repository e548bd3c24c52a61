import { describe, expect, it } from '@jest/globals'
import { plain } from '../../src/cli/text/colour.js'
import { listText } from '../../src/cli/text/list-text.js'
import type { ListedContext } from '../../src/provision/api.js'

const page = { paint: plain, columns: Number.POSITIVE_INFINITY }

const site = (more: Partial<ListedContext> = {}): ListedContext => ({
  name: '@a.test',
  type: 'site',
  on: '@platform_wp',
  uri: 'a.test',
  installed: true,
  enabled: false,
  application: 'wordpress',
  version: '6.9',
  client: 'acme',
  services: {},
  ...more,
})
const server: ListedContext = { name: '@server_master', type: 'server', services: { http: 'nginx', db: 'mysql' } }

describe('the list as a table', () => {
  it('has a table for each type, with its own columns', () => {
    expect(listText([server, site()], 'table', page).split('\n')).toEqual([
      'SERVER          SERVICES',
      '@server_master  http: nginx, db: mysql',
      '',
      'SITE     ON            URI     INSTALLED  ENABLED  CLIENT  APPLICATION',
      '@a.test  @platform_wp  a.test  yes        no       acme    wordpress 6.9',
    ])
  })

  it('leaves out columns in which there is nothing', () => {
    const { client: _, version: __, ...bare } = site()

    expect(listText([bare], 'table', page).split('\n')[0]).toBe(
      'SITE     ON            URI     INSTALLED  ENABLED  APPLICATION',
    )
  })

  it.each([
    [70, 'SITE     ON            INSTALLED  ENABLED  CLIENT  APPLICATION', 'URI'],
    [60, 'SITE     ON            INSTALLED  ENABLED  CLIENT', 'URI, APPLICATION'],
    [30, 'SITE     ON', 'URI, INSTALLED, ENABLED, CLIENT, APPLICATION'],
    [5, 'SITE', 'ON, URI, INSTALLED, ENABLED, CLIENT, APPLICATION'],
  ])('at %i columns drops what matters least, and says so', (columns, head, missing) => {
    const lines = listText([site()], 'table', { paint: plain, columns }).split('\n')

    expect([lines[0], lines.at(-1)]).toEqual([head, `(no room for ${missing}: --json has all)`])
  })

  it('keeps an address that is not the name of its site before the application', () => {
    const lines = listText([site({ uri: 'b.example' })], 'table', { paint: plain, columns: 72 }).split('\n')

    expect(lines[0]).toBe('SITE     ON            URI        INSTALLED  ENABLED  CLIENT')
  })

  it('tells what is wrong with a damaged context', () => {
    const damaged = { name: '@bad', type: 'damaged', damage: '/contexts/bad.json:3: not JSON', services: {} }

    expect(listText([damaged], 'table', page)).toBe('DAMAGED\n@bad     /contexts/bad.json:3: not JSON')
  })
})

describe('the list of names', () => {
  it('is a name in each line', () => {
    expect(listText([server, site()], 'names', page)).toBe('@server_master\n@a.test')
  })
})
