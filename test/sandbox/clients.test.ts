import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverProperties } from '../../src/sandbox/properties.js'
import { type SandboxState, SandboxRecord } from '../../src/sandbox/record.js'
import { checkUser } from '../../src/sandbox/refusals.js'
import { asRoot, rootFolder } from '../../src/sandbox/root.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'provision-'))
  mkdirSync(join(home, 'sandbox'))
  writeFileSync(join(home, 'sandbox/mariadb.password'), 'secret')
})
afterEach(() => rmSync(home, { recursive: true }))

const clients = '/var/lib/provision-sandbox/0123456789ab'
const state = (more: Partial<SandboxState> = {}): SandboxState => ({
  http: ['nginx', 'apache'],
  sockets: join(home, 'sandbox/run'),
  servers: {
    nginx: { program: '/usr/sbin/nginx', port: 20_001 },
    apache: { program: '/usr/sbin/apache2', port: 20_002 },
  },
  ...more,
})

describe('a sandbox with clients', () => {
  it('has in the folder of root what root reads, and in the home what the user runs', () => {
    const record = new SandboxRecord(home, state({ clients }))

    const folders = (['mariadb', 'php-fpm', 'nginx', 'apache', 'nginx-tls-proxy'] as const).map(
      (name) => record.place(name).folder,
    )

    expect(folders).toEqual([join(home, 'sandbox'), clients, clients, clients, join(home, 'sandbox')])
    expect(record.place('nginx')).toMatchObject({
      configuration: `${clients}/nginx.conf`,
      pidFile: `${clients}/run/nginx.pid`,
      socket: `${clients}/run/nginx.sock`,
    })
  })

  it('tests and reloads by sudo, and offers users of clients', () => {
    const [master, apache] = serverProperties(home, state({ clients }))

    const nginx = `/usr/sbin/nginx -e ${clients}/log/nginx.log -c ${clients}/nginx.conf`
    expect(master?.properties).toMatchObject({
      http_test_cmd: asRoot([`${nginx} -t`]).join(' '),
      web_group: 'www-data',
      root_helper: `${clients}/helper/provision-root`,
      db_socket: null,
    })
    expect(master?.unlessGiven).toEqual({ php_service_type: 'fpm' })
    expect(apache?.properties['http_restart_cmd']).toMatch(
      new RegExp(`/usr/sbin/apache2 -f ${clients}/apache.conf -k graceful$`),
    )
  })

  it('has an own folder of root for each home', () => {
    expect(rootFolder('/srv/one')).toMatch(/^\/var\/lib\/provision-sandbox\/[0-9a-f]{12}$/)
    expect(rootFolder('/srv/one')).not.toBe(rootFolder('/srv/two'))
  })

  it('may have Apache when root starts it, for its workers are not root', () => {
    const root = { uid: 0, isAllowed: true }

    expect(() => checkUser(root, ['apache'], false)).toThrow('Apache does not run as root')
    expect(() => checkUser(root, ['apache'], true)).not.toThrow()
    expect(() => checkUser({ uid: 0, isAllowed: false }, ['nginx'], true)).toThrow('does not run as root')
  })
})

it('a sandbox without clients offers none', () => {
  const [master] = serverProperties(home, state())

  expect(master?.properties).not.toHaveProperty('php_service_type')
  expect(master?.properties['http_test_cmd']).toMatch(/^\/usr\/sbin\/nginx /)
  expect(master?.properties['db_socket']).toBe(join(home, 'sandbox/run/mariadb.sock'))
})
