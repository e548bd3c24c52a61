import { describe, expect, it } from '@jest/globals'
import { pairsOf } from '../../src/audit/isolation.js'
import { targetOf } from '../../src/audit/target.js'
import { triesOf } from '../../src/audit/tries.js'
import type { Site } from '../../src/contexts/types/site.js'
import type { Words } from '../../src/hosts/host.js'
import type { IsolationTry } from '../../src/provision/api.js'
import { packageRoot } from '../../src/templates/package-root.js'
import { contextFiles, newRecord, planningOn } from '../support/planning.js'
import { hostOf } from '../support/reader.js'

const [helper, state, scripts] = [
  '/usr/local/lib/provision',
  '/var/lib/provision-root',
  `${packageRoot}/templates/audit`,
]

const site = (uri: string, client: string | undefined, uuid: string) => ({
  ...newRecord(`@${uri}`, 'site', {
    uri,
    platform: '@platform_a',
    ...(client === undefined ? {} : { client: `@client_${client}` }),
  }),
  uuid,
  recorded: { installed: true, db_name: uri.replace('.', '_') },
})

const records = (isolation: 'client' | 'shared') => [
  newRecord('@server_master', 'server', {
    http_service_type: 'nginx',
    db_service_type: 'mysql',
    php_service_type: 'fpm',
    php_isolation: isolation,
    php_fpm_socket: '/run/php/www.sock',
  }),
  newRecord('@platform_a', 'platform', { root: '/srv/a', application: 'php' }),
  newRecord('@client_acme', 'client', { quota_disk: '20G' }),
  newRecord('@client_umbrella', 'client', {}),
  site('a.test', 'acme', '0000000a-0000-4000-8000-000000000000'),
  site('b.test', 'umbrella', '0000000b-0000-4000-8000-000000000000'),
  site('c.test', 'acme', '0000000c-0000-4000-8000-000000000000'),
  site('d.test', undefined, '0000000d-0000-4000-8000-000000000000'),
]

const script = { [`${scripts}/isolation.php`]: 'tries' }
const installed = {
  [`${helper}/root.conf`]: `state ${state}\nphp 8.2 /pools /pid /test\n`,
  [`${helper}/audit/isolation.php`]: 'tries',
}
const client = { [`${state}/clients/acme`]: '40000\n' }

const fleet = (files: Readonly<Record<string, string>>, isolation: 'client' | 'shared' = 'client') => {
  const host = hostOf({ ...contextFiles(records(isolation)), ...script, ...files })
  const planning = planningOn(host)
  return { host, planning, of: (name: string) => planning.contexts.get(name) as Site }
}

const one = (as: IsolationTry['as']): IsolationTry => ({ as, kind: 'read', what: 'settings', result: 'nothing' })

/** Lets all that is run answer with tries, and tells what was run, without `sudo -n`. */
const tried = async ({ host, planning, of }: ReturnType<typeof fleet>, own = '@a.test') => {
  const inputs: string[] = []
  host.program = (words, options) => {
    inputs.push(String(options?.input))
    return { stdout: JSON.stringify({ user: 'acme', tries: [one(words.includes('login') ? 'login' : 'php')] }) }
  }
  const vault = { read: () => 'secret' }
  const result = await triesOf({ own: of(own), other: of('@b.test') }, { planning, vault, host })
  return { ...result, inputs, ran: host.ran.map((words: Words) => words.filter((word) => !/^(sudo|-n)$/.test(word))) }
}

describe('who tries, and against whom', () => {
  const pairs = (names: readonly string[], against?: string) =>
    pairsOf({ names, against }, fleet(installed).planning).map((pair) =>
      'error' in pair ? pair.error.code : [pair.own.name, pair.other.name],
    )

  it('is each site against the first one of another client', () => {
    expect(pairs([])).toEqual([
      ['@a.test', '@b.test'],
      ['@b.test', '@a.test'],
      ['@c.test', '@b.test'],
      ['@d.test', '@a.test'],
    ])
  })

  it('is the site that is named against the one that is named', () => {
    expect(pairs(['@c.test'], '@d.test')).toEqual([['@c.test', '@d.test']])
  })

  it('is no context that runs no PHP', () => {
    expect(() => pairs(['@platform_a'])).toThrow('is no installed site that runs PHP')
  })
})

describe('what is tried for', () => {
  it("has the other site's files by name, its pool, and the limits of the own one", () => {
    const { planning, of } = fleet(installed)

    const { own, other } = targetOf(of('@a.test'), of('@b.test'), planning)

    expect(own).toMatchObject({ pool_file: `${state}/pools/0000000a00004000`, quota_disk: '20G' })
    expect(other.pools).toEqual([`unix://${state}/sockets/0000000b00004000-8.2.sock`])
    expect(other.kept).toEqual([
      '/var/aegir/contexts/b.test.json',
      '/var/aegir/secrets/b.test.json',
      '/var/aegir/config/server_master/nginx/vhost.d/b.test.conf',
      '/var/aegir/config/server_master/nginx/vhost.d/b.test.cred',
    ])
  })

  it('has no pool of its own in the shared one, and no limit where there is none', () => {
    const { planning, of } = fleet(installed, 'shared')

    const { own, other } = targetOf(of('@b.test'), of('@a.test'), planning)

    expect(own).toMatchObject({ pool_file: null, quota_disk: null, pools: ['unix:///run/php/www.sock'] })
    expect(other.pools).toEqual(own.pools)
  })
})

describe('how it is tried', () => {
  it('is by the root helper, in the pool of the site and in the group of its client, without a secret', async () => {
    const { user, tries, ran, inputs } = await tried(fleet({ ...installed, ...client }))

    expect([user, tries.map(({ as }) => as)]).toEqual(['acme', ['php', 'login']])
    expect(ran).toEqual([
      [`${helper}/provision-root`, 'audit', 'pool', '0000000a00004000'],
      [`${helper}/provision-root`, 'audit', 'login', 'acme'],
    ])
    expect(inputs.map((input) => JSON.parse(input).own.given)).toEqual([undefined, undefined])
  })

  it.each([
    ['another version', { [`${helper}/audit/isolation.php`]: 'older' }],
    ['none', { [`${helper}/audit/isolation.php`]: '' }],
  ])('is not by a root helper whose script is of %s', async (_, files) => {
    await expect(tried(fleet({ ...installed, ...client, ...files }))).rejects.toMatchObject({
      message: expect.stringContaining('the root helper is of another version'),
      fix: expect.stringContaining('bin/install-root-helper --user=aegir'),
    })
  })

  it('says how the root helper of a sandbox is renewed', async () => {
    const [server, ...others] = records('client')
    const root_helper = '/var/lib/provision-sandbox/0a/helper/provision-root'
    const inSandbox = { ...server, properties: { ...server?.properties, root_helper } } as NonNullable<typeof server>
    const conf = { '/var/lib/provision-sandbox/0a/helper/root.conf': `state ${state}\nphp 8.2 /pools /pid /test\n` }
    const host = hostOf({ ...contextFiles([inSandbox, ...others]), ...script, ...client, ...conf })
    const planning = planningOn(host)

    const audit = tried({ host, planning, of: (name: string) => planning.contexts.get(name) as Site })

    await expect(audit).rejects.toMatchObject({ fix: 'provision sandbox start --clients' })
  })

  it('is through the socket of the shared pool, with the credentials that each request has there', async () => {
    const { tries, ran, inputs } = await tried(fleet(installed, 'shared'))

    expect(ran).toEqual([['php', `${scripts}/ask-pool.php`, 'unix:///run/php/www.sock', `${scripts}/isolation.php`]])
    expect(JSON.parse(inputs[0] ?? '')).toMatchObject({ own: { given: { db_name: 'a_test', db_passwd: 'secret' } } })
    expect(tries.at(-1)).toMatchObject({
      as: 'login',
      result: 'not tried',
      detail: 'the root helper has made no group acme',
    })
  })

  it('is not by a login where there is no client', async () => {
    const { tries } = await tried(fleet(installed), '@d.test')

    expect(tries.at(-1)).toMatchObject({ as: 'login', result: 'not tried', detail: 'it has no client' })
  })
})
