import { describe, expect, it } from '@jest/globals'
import { isDeepStrictEqual } from 'node:util'
import { declaredProperties } from '../../src/catalog/schema.js'
import type { Json } from '../../src/contexts/property.js'
import type { ContextRecord } from '../../src/contexts/record.js'
import { messageOf } from '../../src/errors.js'
import { installSteps, verifySteps } from '../../src/planning/service-steps.js'
import { verifyIntent } from '../../src/planning/verify-intent.js'
import { loadTemplates } from '../../src/templates/render.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { contextFiles, planningWith } from '../support/planning.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()

type Values = Readonly<Record<string, Json>>

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const record = (name: string, context_type: string, properties: Values, number: number): ContextRecord => ({
  name,
  context_type,
  uuid: uuid(number),
  properties,
  recorded: { verified: true, ...(context_type === 'site' ? { db_name: 'd', db_user: 'u' } : {}) },
})

const commands = { http_service_type: 'nginx', http_test_cmd: 'nginx -t', http_restart_cmd: 'nginx -s reload' }
const web = { ...commands, php_fpm_socket: '/run/php/php8.2-fpm.sock' }

/** A server for pages, one for databases on another machine, and a site of each application. */
const fleet: readonly ContextRecord[] = [
  [
    '@server_master',
    'server',
    { ...web, ip_addresses: ['192.0.2.1'], db_service_type: 'mysql', acl_service_type: 'posix' },
  ],
  ['@server_web', 'server', { ...web, http_port: 81 }],
  ['@server_port', 'server', { ...commands, http_port: 82, php_fpm_port: 9000 }],
  ['@server_db', 'server', { db_service_type: 'mysql', remote_host: 'db.example.com' }],
  ['@server_php', 'server', { ...web, http_port: 83, php_service_type: 'fpm' }],
  ['@client_acme', 'client', {}],
  ['@client_beta', 'client', {}],
  ['@platform_fpm', 'platform', { root: '/srv/fpm', application: 'php', web_server: '@server_php' }],
  ['@platform_php', 'platform', { root: '/srv/php', application: 'php', install_cmd: 'php install.php' }],
  ['@platform_manual', 'platform', { root: '/srv/manual', application: 'php' }],
  ['@platform_wp', 'platform', { root: '/srv/wp', application: 'wordpress' }],
  ['@platform_static', 'platform', { root: '/srv/static', application: 'static' }],
  [
    '@php.test',
    'site',
    { uri: 'php.test', platform: '@platform_php', db_server: '@server_db', aliases: ['a.php.test'] },
  ],
  ['@manual.test', 'site', { uri: 'manual.test', platform: '@platform_manual', site_enabled: false }],
  ['@fpm.test', 'site', { uri: 'fpm.test', platform: '@platform_fpm', client: '@client_acme' }],
  ['@wp.test', 'site', { uri: 'wp.test', platform: '@platform_wp', acl_groups: ['dev'] }],
  ['@static.test', 'site', { uri: 'static.test', platform: '@platform_static' }],
].map(([name, type, properties], number) => record(name as string, type as string, properties as Values, number))

const files = {
  '/usr/local/lib/provision/root.conf': 'state /var/lib/provision-root\nphp 8.2 /a\nphp 8.1 /b\n',
  '/srv/wp/wp-includes/version.php': `<?php $wp_version = '6.5';`,
  '/srv/wp/wp-content/themes/one/style.css': '',
}

const planningOf = (records: readonly ContextRecord[]) => planningWith({ ...files, ...contextFiles(records) })

const withValue = (context: string, property: string, value: Json): readonly ContextRecord[] =>
  fleet.map((one) => (one.name === context ? { ...one, properties: { ...one.properties, [property]: value } } : one))

/** All that is planned for all contexts, or why not. */
const plansFor = (records: readonly ContextRecord[]): readonly string[] =>
  records.map(({ name, context_type }) => {
    try {
      const planning = planningOf(records)
      const context = planning.contexts.get(name)
      const install = context_type === 'site' ? installSteps(context, planning) : []
      return JSON.stringify([...verifySteps(context, planning), ...install])
    } catch (error) {
      return messageOf(error)
    }
  })

interface Effect {
  /** Where a value changes what is planned. */
  readonly in?: readonly [context: string, value: Json]
  /** Where it is carried out instead. */
  readonly elsewhere?: string
  /** Where it is refused. */
  readonly refused?: readonly (readonly [context: string, value: Json, reason: string])[]
}

const forPhp = '@static.test'
const noPhp = 'sites of the application static run no PHP'
const noPhpService = 'does not offer the service php'
const noAcls = 'its web server offers no ACLs'
const noHttp = 'does not offer the service http'
const notMaster = 'it is read from @server_master alone'

/** Every property that a user gives, and what becomes of it. A new one is missed here. */
const effects: Readonly<Record<string, Effect>> = {
  'server.remote_host': { in: ['@server_db', 'other.example.com'] },
  'server.aegir_root': { in: ['@server_master', '/srv/aegir'] },
  'server.script_user': {
    elsewhere: 'it may only say what is true',
    refused: [['@server_master', 'somebody', 'Provision runs as aegir there']],
  },
  'server.ip_addresses': { in: ['@server_master', ['192.0.2.2']] },
  'server.master_url': { in: ['@server_master', 'http://front.example.com'] },
  'server.admin_email': { elsewhere: 'for people' },
  'server.undo_days': { elsewhere: 'provision/keeping.ts', refused: [['@server_web', 3, notMaster]] },
  'server.undo_size': { elsewhere: 'provision/keeping.ts', refused: [['@server_web', '3G', notMaster]] },
  'server.http_service_type': { in: ['@server_master', 'apache'] },
  'server.http_port': { in: ['@server_master', 8080], refused: [['@server_db', 8080, noHttp]] },
  'server.http_address': { in: ['@server_master', '192.0.2.1'], refused: [['@server_db', '192.0.2.1', noHttp]] },
  'server.http_restart_cmd': { in: ['@server_master', 'reload'], refused: [['@server_db', 'reload', noHttp]] },
  'server.http_test_cmd': { in: ['@server_master', 'test'], refused: [['@server_db', 'test', noHttp]] },
  'server.web_group': { in: ['@server_master', 'web'], refused: [['@server_db', 'web', noHttp]] },
  'server.php_fpm_socket': {
    in: ['@server_master', '/run/p.sock'],
    refused: [
      ['@server_db', '/run/p.sock', noHttp],
      ['@server_port', '/run/p.sock', 'php_fpm_port is given, and is used instead'],
    ],
  },
  'server.php_fpm_port': { in: ['@server_master', 9001], refused: [['@server_db', 9001, noHttp]] },
  'server.error_logs': { in: ['@server_master', ['/var/log/e']], refused: [['@server_db', ['/var/log/e'], noHttp]] },
  'server.public_url': {
    in: ['@server_master', 'https://front.example.com:8443'],
    refused: [['@server_db', 'https://front.example.com', noHttp]],
  },
  'server.trusted_proxies': {
    in: ['@server_master', ['192.0.2.9']],
    refused: [['@server_db', ['192.0.2.9'], noHttp]],
  },
  'server.php_service_type': { in: ['@server_master', 'fpm'] },
  'server.acl_service_type': { in: ['@server_web', 'posix'] },
  'server.root_helper': {
    in: ['@server_php', '/opt/root'],
    refused: [['@server_web', '/opt/root', 'does not offer the service acl']],
  },
  'server.php_version': { in: ['@server_php', '8.1'], refused: [['@server_web', '8.1', noPhpService]] },
  'server.php_isolation': { in: ['@server_php', 'site'], refused: [['@server_web', 'site', noPhpService]] },
  'server.php_children': { in: ['@server_php', 3], refused: [['@server_web', 3, noPhpService]] },
  'server.php_idle_time': { in: ['@server_php', 3], refused: [['@server_web', 3, noPhpService]] },
  'client.quota_sites': { in: ['@client_acme', 3] },
  'client.quota_disk': { in: ['@client_acme', '1G'] },
  'client.quota_database': { in: ['@client_acme', '1G'] },
  'site.acl_groups': { in: ['@php.test', ['acme']], refused: [['@fpm.test', ['acme', 'dev'], noAcls]] },
  'site.acl_contexts': { in: ['@wp.test', true], refused: [['@fpm.test', true, noAcls]] },
  'site.acl_code': { in: ['@wp.test', true], refused: [['@fpm.test', true, noAcls]] },
  'platform.php_server': { in: ['@platform_fpm', '@server_master'] },
  'platform.php_version': { in: ['@platform_fpm', '8.1'] },
  'platform.php_isolation': { in: ['@platform_fpm', 'shared'] },
  'platform.php_children': { in: ['@platform_fpm', 3] },
  'platform.php_idle_time': { in: ['@platform_fpm', 3] },
  'site.php_version': { in: ['@fpm.test', '8.1'] },
  'site.php_isolation': { in: ['@fpm.test', 'site'] },
  'site.php_children': { in: ['@fpm.test', 3] },
  'site.php_idle_time': { in: ['@fpm.test', 3] },
  'server.db_service_type': { in: ['@server_db', 'null'] },
  'server.db_port': { in: ['@server_db', 3307], refused: [['@server_web', 3307, 'does not offer the service db']] },
  'server.db_socket': { in: ['@server_master', '/run/db'], refused: [['@server_web', '/run/db', 'the service db']] },
  'server.db_grant_all_hosts': { in: ['@server_db', true], refused: [['@server_web', true, 'the service db']] },
  'platform.root': { in: ['@platform_php', '/srv/other'] },
  'platform.server': { elsewhere: 'the list, and the place of a code base that no web server serves' },
  'platform.locked': { elsewhere: 'rules of sites' },
  'platform.web_server': { in: ['@platform_php', '@server_web'] },
  'platform.application': { in: ['@platform_php', 'static'] },
  'platform.static_types': { in: ['@platform_static', ['geojson']] },
  'platform.upload_limit': { in: ['@platform_static', '1M'] },
  'platform.php_memory_limit': { in: ['@platform_php', '1M'], refused: [['@platform_static', '1M', noPhp]] },
  'platform.php_time_limit': { in: ['@platform_php', 1], refused: [['@platform_static', 1, noPhp]] },
  'platform.install_cmd': {
    in: ['@platform_php', 'php other.php'],
    refused: [
      ['@platform_static', 'php x.php', 'it is for the application php, and this one is static'],
      ['@platform_wp', 'php x.php', 'it is for the application php, and this one is wordpress'],
    ],
  },
  'platform.php_scripts': {
    in: ['@platform_php', ['cron.php']],
    refused: [['@platform_wp', ['cron.php'], 'it is for the application php']],
  },
  'platform.security_headers': { in: ['@platform_php', false] },
  'platform.code_owner': { elsewhere: 'planning/roots.ts' },
  'platform.xmlrpc': {
    in: ['@platform_wp', true],
    refused: [['@platform_php', true, 'it is for the application wordpress, and this one is php']],
  },
  'site.uri': { in: ['@php.test', 'other.test'] },
  'site.platform': { in: ['@php.test', '@platform_wp'] },
  'site.site_enabled': { in: ['@php.test', false] },
  'site.site_maintenance': { in: ['@php.test', true] },
  'site.language': {
    in: ['@php.test', 'de'],
    refused: [
      [forPhp, 'de', 'the installation of the application static does not use it here'],
      ['@manual.test', 'de', 'the installation of the application php does not use it here'],
    ],
  },
  'site.profile': {
    in: ['@wp.test', 'minimal'],
    refused: [[forPhp, 'minimal', 'the installation of the application static does not use it here']],
  },
  'client.unix_name': { in: ['@client_acme', 'umbrella'] },
  'client.display_name': { elsewhere: 'for people' },
  'client.client_email': { elsewhere: 'for people' },
  'client.contacts': { elsewhere: 'for people' },
  'site.client': { in: ['@fpm.test', '@client_beta'] },
  'site.client_name': { elsewhere: 'short form of site.client' },
  'site.client_email': { in: ['@wp.test', 'ops@example.com'] },
  'site.aliases': { in: ['@php.test', ['b.php.test']] },
  'site.public_url': { in: ['@php.test', 'https://php.test:8443'] },
  'site.shares_names_with': { elsewhere: 'contexts/name-owner.ts' },
  'site.code_updates': {
    in: ['@wp.test', true],
    refused: [['@php.test', true, 'it is for the application wordpress, and this one is php']],
  },
  'site.redirection': { in: ['@php.test', 'a.php.test'] },
  'site.install_method': { elsewhere: 'tasks/install.ts' },
  'site.upload_limit': { in: [forPhp, '1M'] },
  'site.php_memory_limit': { in: ['@php.test', '1M'], refused: [[forPhp, '1M', noPhp]] },
  'site.php_time_limit': { in: ['@php.test', 1], refused: [[forPhp, 1, noPhp]] },
  'site.db_server': {
    in: ['@php.test', '@server_master'],
    refused: [[forPhp, '@server_db', 'sites of the application static use no db']],
  },
  'site.db_connections': {
    in: ['@php.test', 7],
    refused: [[forPhp, 7, 'sites of the application static use no db']],
  },
}

const complaintsOf = (context: string, property: string, value: Json): readonly string[] => {
  const records = withValue(context, property, value)
  const changed = records.find(({ name }) => name === context) as ContextRecord
  return planningOf(records)
    .constraints.withoutEffect(changed, [property])
    .map(({ message }) => message)
}

const effectOf = (property: string, context: string, value: Json) => ({
  changesPlans: !isDeepStrictEqual(plansFor(withValue(context, property, value)), plansFor(fleet)),
  complaints: complaintsOf(context, property, value),
})

describe('a property that a user gives', () => {
  it('is looked for in plans that are made', async () => {
    await loadTemplates()

    expect(plansFor(fleet).filter((plan) => !plan.startsWith('['))).toEqual([])
  })

  it('has an effect that is known, or is refused', () => {
    const given = declaredProperties(wholeCatalog).filter(
      ({ property: { source, secret } }) => source === 'given' && secret !== true,
    )

    const names = new Set(given.map(({ contextType, name }) => `${contextType}.${name}`))
    expect([...names].sort()).toEqual(Object.keys(effects).sort())
  })

  it.each(Object.entries(effects))('%s', async (name, { in: changed, refused = [], elsewhere }) => {
    await loadTemplates()
    const property = name.split('.')[1] ?? ''

    const effect = changed === undefined ? elsewhere : effectOf(property, ...changed)
    expect(effect).toEqual(elsewhere ?? { changesPlans: true, complaints: [] })
    for (const [context, value, reason] of refused)
      expect(complaintsOf(context, property, value)).toEqual([expect.stringContaining(reason)])
  })

  it('is refused by a save, which says what to type', async () => {
    const tasks = new Tasks(home())
    const properties = { root: '/srv/static', application: 'static', xmlrpc: true }
    await tasks.save('@server_master', { properties: {}, contextType: 'server' }, { progress: quiet })

    const { error } = await tasks.save('@platform_x', { properties, contextType: 'platform' }, { progress: quiet })

    expect(error?.message).toMatch(/^@platform_x\/xmlrpc: has no effect: it is for the application wordpress/m)
    expect(error?.fix).toContain('provision-save @platform_x --xmlrpc=null')
  })

  it('is refused by a verify where it was there before', () => {
    const records = withValue('@static.test', 'php_memory_limit', '1M')

    expect(() => verifyIntent('@static.test', planningOf(records))).toThrow(
      `@static.test/php_memory_limit: has no effect: ${noPhp}`,
    )
    expect(() => verifyIntent('@php.test', planningOf(records))).not.toThrow()
  })
})
