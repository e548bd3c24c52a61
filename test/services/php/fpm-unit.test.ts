import { describe, expect, it } from '@jest/globals'
import type { Server } from '../../../src/contexts/types/server.js'
import type { Site } from '../../../src/contexts/types/site.js'
import { serviceType } from '../../../src/services/php/fpm_unit/index.js'
import { planningWith } from '../../support/planning.js'

/** A new one each time: what its root helper knows is read once. */
const server = () => ({
  name: '@server_a',
  remote_host: 'localhost',
  root_helper: '/lib/provision-root',
  script_user: 'aegir',
})

const site = (root: string) =>
  ({
    name: '@a.test',
    uri: 'a.test',
    uuid: '00000000-0000-4000-8000-000000000000',
    root,
    site_path: `${root}/sites/a.test`,
    php_user: 'acme',
    php_isolation: 'client',
    php_version: '8.2',
    php_memory_limit: '256M',
    php_time_limit: 240,
    upload_limit: '64M',
    php_children: 5,
    php_idle_time: 20,
    platform: { name: '@platform_a', php_server: server() },
  }) as unknown as Site

const stepsOf = (root: string, conf = 'state /s\nphp 8.2 /p /f /t\nsystemd /u\n') =>
  serviceType.verify?.site?.(site(root), server() as unknown as Server, planningWith({ '/lib/root.conf': conf }))

describe('a pool of the php-fpm of a client', () => {
  it('has the folder that holds the site, which its php-fpm may write to', () => {
    expect(stepsOf('/srv/a+b@1.0')).toEqual([
      expect.objectContaining({ kind: 'php-pool', user: 'acme', folder: '/srv/a+b@1.0/sites' }),
    ])
  })

  it.each<readonly [string, string]>([
    ['/tmp/code', 'is in a folder for temporary files'],
    ['/var/tmp/code', 'is in a folder for temporary files'],
    ['/srv/a b', 'has other characters'],
    ['/srv/100%h', 'has other characters'],
    ['/srv/"a"', 'has other characters'],
    ['/srv/a/../b', 'has other characters'],
    ['/srv/a\nReadWritePaths=/', 'has other characters'],
  ])('is refused for a code base that a unit cannot name: %j', (root, message) => {
    expect(() => stepsOf(root)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        fix: expect.stringContaining('provision-save @platform_a --root=PATH'),
        context: '@a.test',
      }),
    )
  })

  it('is refused where the root helper knows no systemd', () => {
    expect(() => stepsOf('/srv/a', 'state /s\nphp 8.2 /p /f /t\n')).toThrow(
      expect.objectContaining({
        message: '@a.test: the root helper at /lib/provision-root knows no systemd',
        fix: expect.stringMatching(/install-root-helper.*provision-save @server_a --php_service_type=fpm$/),
      }),
    )
  })
})
