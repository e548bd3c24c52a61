import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSeed } from '../../src/lib/seeded.js'
import { runs } from '../support/fuzz.js'
import { AclSequence } from './support/acl-sequence.js'
import { useClientFleet } from './support/client-fleet.js'
import { type Person, hireLogins, people, rightsFor, runAs, watchAs } from './support/people.js'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 180_000

/** Stands for the site's own Drush or wp-cli: it reads the settings of a site, and asks its database. */
const drush = `<?php
$settings = require $argv[1] . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
echo $db->query('SELECT text FROM notes')->fetchColumn();
`

type Rights = Partial<Record<Person, string>>

const everybody = (rights: string): Rights => Object.fromEntries(people.map((person) => [person, rights]))

describeWithRoot(`people of clients${withoutRoot}`, () => {
  const clients = useClientFleet({ acl: true })
  const a = '@ptest-a.nginx.test'
  const path = (client: 'ptest-a' | 'ptest-b', name = '') => join(clients().sitePath('nginx', client), name)
  const rightsOn = (one: string): Rights =>
    Object.fromEntries(people.map((person) => [person, rightsFor(person, [one])[0]]).filter(([, r]) => r !== '---'))

  it(
    'run the own Drush of a site of their client, and reach nothing of another client',
    async () => {
      await clients().install()
      hireLogins()
      const tool = join(clients().folder, 'nginx', 'drush.php')
      writeFileSync(tool, drush)
      const own = join(clients().fleet.home, 'clients', 'ptest-a', 'ptest-a.nginx.test')

      const ran = runAs('ptest-x', `php ${tool} ${own}`)
      const refused = runAs('ptest-x', `php ${tool} ${path('ptest-b')}`)

      expect(ran).toEqual({ code: 0, said: 'ptest-a' })
      expect(refused).toEqual({ code: 255, said: expect.stringContaining('Permission denied') })
      expect(runAs('ptest-x', `ls ${join(clients().fleet.home, 'clients', 'ptest-b')}`).said).toMatch(
        /Permission denied/,
      )
      expect(runAs('ptest-x', `ls ${join(clients().fleet.home, 'clients')}`).said).toMatch(/Permission denied/)
    },
    limit,
  )

  it(
    'change code where they may, and PHP does not although it is in their group',
    async () => {
      const root = join(clients().folder, 'code')
      mkdirSync(join(root, 'wp-includes'), { recursive: true })
      writeFileSync(join(root, 'wp-includes', 'version.php'), "<?php $wp_version = '6.4';")
      for (const name of ['index.php', 'wp-load.php', 'wp-settings.php']) writeFileSync(join(root, name), '<?php')
      const { fleet } = clients()
      const plugins = join(root, 'sites', 'code.test', 'content', 'plugins')
      await fleet.save('@platform_code', 'platform', { root, web_server: '@server_nginx', application: 'wordpress' })
      await fleet.save('@code.test', 'site', { uri: 'code.test', platform: '@platform_code', client_name: 'ptest-a' })
      await fleet.change('@code.test', { acl_code: true })
      await fleet.verify('@code.test')

      const made = runAs('ptest-x', `umask 077; mkdir ${plugins}/new; echo '<?php' > ${plugins}/new/new.php`)
      const open = [rightsOn(plugins), rightsOn(`${plugins}/new/new.php`)]
      writeFileSync(join(plugins, 'ours.php'), '<?php')
      await fleet.change('@code.test', { acl_groups: ['ptest-b'] })
      const [refused] = await fleet.tasks().verify(['@code.test'], {}, quiet)
      runAs('ptest-x', `rm -r ${plugins}/new`)
      await fleet.change('@code.test', { acl_code: false })
      await fleet.verify('@code.test')

      expect(refused?.error).toMatchObject({ message: expect.stringContaining('ptest-x owns code of the site') })
      expect(rightsOn(join(plugins, 'ours.php'))).toEqual(everybody('r--'))
      expect(made).toEqual({ code: 0, said: '' })
      expect(open).toEqual([
        { ...everybody('r-x'), 'ptest-x': 'rwx' },
        { ...everybody('r--'), 'ptest-x': 'rw-' },
      ])
      expect(rightsOn(plugins)).toEqual(everybody('r-x'))
      await fleet.run({ task: 'delete', name: '@code.test' })
    },
    limit,
  )

  it(
    'read settings in the shared pool, too, and have a group made by word',
    async () => {
      const { fleet } = clients()
      await fleet.change(a, { php_isolation: 'shared', acl_groups: ['ptest-a', 'ptest-new'] })

      const [warned] = await fleet.tasks().verify([a], {}, quiet)
      const before = rightsOn(path('ptest-a', 'settings.php'))
      const [made] = await fleet.tasks().verify([a], { 'create-groups': true }, quiet)

      expect(warned?.warnings).toEqual([
        expect.stringContaining('runs in one pool'),
        expect.stringMatching(/there is no UNIX group ptest-new.*--create-groups makes it/),
      ])
      expect(before).toEqual({ 'ptest-a': 'r--', 'ptest-x': 'r--', 'www-data': 'r--' })
      expect(made).toMatchObject({ ok: true, warnings: [expect.stringContaining('runs in one pool')] })
      expect(execFileSync('getfacl', ['-cp', path('ptest-a', 'files')], { encoding: 'utf8' })).toContain(
        'group:ptest-new:rwx',
      )
      await fleet.change(a, { php_isolation: null, acl_groups: null })
      await fleet.verify(a)
    },
    limit,
  )

  it(
    'get no more sites, files and rows than their client may have',
    async () => {
      const { fleet } = clients()
      await fleet.save('@more.test', 'site', { uri: 'more.test', platform: '@platform_nginx', client_name: 'ptest-a' })
      const refusals: Record<string, unknown> = {}
      for (const [quota, value] of Object.entries({ quota_sites: 2, quota_disk: '1K', quota_database: '1K' })) {
        await fleet.change('@client_ptest-a', { [quota]: value })
        const [[client], [site]] = await Promise.all([
          fleet.tasks().verify(['@client_ptest-a'], {}, quiet),
          fleet.tasks().install(['@more.test'], {}, quiet),
        ])
        refusals[quota] = [client?.warnings.length, (site?.error as { code?: string } | undefined)?.code]
        await fleet.change('@client_ptest-a', { [quota]: null })
      }
      await fleet.change('@client_ptest-a', { quota_sites: 3, quota_disk: '1G', quota_database: '1G' })
      const [within] = await fleet.tasks().install(['@more.test'], {}, quiet)

      const refused = [1, 'PROVISION_QUOTA_EXCEEDED']
      expect(refusals).toEqual({ quota_sites: refused, quota_disk: refused, quota_database: refused })
      expect(within).toMatchObject({ ok: true, warnings: [] })
      await fleet.run({ task: 'delete', name: '@more.test' })
      expect(existsSync(join(fleet.home, 'clients', 'ptest-a', 'more.test'))).toBe(false)
    },
    limit,
  )

  it(
    'read the contexts of a site and of its platform all the time while the files are written anew, and nobody else does',
    async () => {
      const { fleet } = clients()
      const file = (name: string) => join(fleet.home, 'contexts', `${name.slice(1)}.json`)
      const [site, platform] = [file(a), file('@platform_nginx')]
      const others = ['@server_nginx', '@server_master', '@client_ptest-a', '@ptest-b.nginx.test'].map(file)
      await fleet.change(a, { acl_contexts: true })
      await fleet.verify(a)
      const stop = join(clients().folder, 'stop')
      const reads = (word: string, paths: readonly string[]) =>
        `n=0; until test -e ${stop}; do for p in ${paths.join(' ')}; do test ${word} -r $p || { echo $p; exit 1; }; done; n=$((n+1)); done; echo $n`
      const watched = [
        watchAs('ptest-x', reads('', [site, platform])),
        watchAs('ptest-a', reads('', [site, platform])),
        watchAs('ptest-x', reads('!', others)),
        ...(['ptest-y', 'ptest-b', 'www-data', 'nobody'] as const).map((one) =>
          watchAs(one, reads('!', [site, platform, ...others])),
        ),
      ]

      for (let round = 0; round < 10; round += 1) {
        await fleet.change('@platform_nginx', { locked: round % 2 === 0 })
        await fleet.change(a, { language: round % 2 === 0 ? 'de' : 'en' })
        await fleet.run({ task: round % 2 === 0 ? 'disable' : 'enable', name: a })
        await fleet.verify('@platform_nginx')
        await fleet.tasks().undo('@platform_nginx', quiet)
      }
      writeFileSync(stop, '')
      const seen = await Promise.all(watched)
      const listed = runAs('ptest-x', `ls ${join(fleet.home, 'contexts')}`)
      await fleet.change(a, { client_name: 'ptest-b' })
      await fleet.verify(a)
      const moved = [site, platform, ...others].map(rightsOn)
      await fleet.change(a, { client_name: 'ptest-a', acl_contexts: null })
      await fleet.verify(a)

      expect(seen.map(({ code, said }) => (code === 0 && Number(said) > 0 ? 'always' : said))).toEqual(
        watched.map(() => 'always'),
      )
      expect(listed.said).toMatch(/Permission denied/)
      const ofB = { 'ptest-b': 'r--', 'ptest-y': 'r--' }
      expect(moved).toEqual([ofB, ofB, ...others.map(() => ({}))])
      expect([join(fleet.home, 'contexts'), site, platform].map(rightsOn)).toEqual([{}, {}, {}])
    },
    limit,
  )

  it(
    'may do what is meant after any sequence of changes, and nothing else',
    async () => {
      const seed = process.env['PROVISION_TEST_SEED'] ?? newSeed()
      const sequence = new AclSequence(clients(), seed)
      for (let count = 0; count < runs(20, 200); count += 1) {
        await sequence.run()

        const said = { seed, done: sequence.done.slice(-10), wrong: sequence.differences() }
        expect(said).toEqual({ ...said, wrong: [] })
      }
    },
    runs(limit, 3_600_000),
  )
})
