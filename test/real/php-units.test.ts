import { expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { takeover } from './support/attacks.js'
import { type ClientName, clientNames, useClientFleet, webTypes } from './support/client-fleet.js'
import { provision } from './support/program.js'
import { describeWithSystemd, withoutSystemd } from '../support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 300_000

/** Tenths of systemd's measure, of which 10 is a service without a sandbox. */
const mostExposed = 25

const commandLineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

describeWithSystemd(`a php-fpm for each client${withoutSystemd}`, () => {
  const clients = useClientFleet({ php: 'fpm_unit' })
  const siteOf = (client: ClientName): string => clients().siteOf('nginx', client)

  /** The processes of a client's php-fpm. */
  const masters = (client: ClientName): readonly string[] => {
    const title = `master process (${clients().parts.state}/masters/${client}-${clients().parts.version}.conf)`
    return readdirSync('/proc').filter((pid) => commandLineOf(pid).includes(title))
  }

  /** Asks the site of a client again and again until something is done. */
  const askWhile = async (client: ClientName, done: Promise<unknown>): Promise<readonly (number | undefined)[]> => {
    const statuses: (number | undefined)[] = []
    let isDone = false
    const ends = done.finally(() => (isDone = true))
    while (!isDone) statuses.push((await clients().ask('nginx', siteOf(client))).status)
    await ends
    return statuses
  }

  const save = async (client: ClientName, properties: Readonly<Record<string, number>>): Promise<void> => {
    await clients().fleet.change(`@${siteOf(client)}`, properties)
    await clients()
      .fleet.tasks()
      .verify([`@${siteOf(client)}`], {}, quiet)
  }

  it(
    'runs as the user of each client, for all of its sites',
    async () => {
      await clients().install()

      for (const type of webTypes)
        for (const client of clientNames) {
          const { status, body } = await clients().ask(type, clients().siteOf(type, client))
          expect([status, body]).toEqual([200, JSON.stringify([client, client])])
        }
      expect(clientNames.map((client) => masters(client).length)).toEqual([1, 1])
      expect((await clients().fleet.tasks().verify(['@server_nginx'], { sites: true }, quiet))[0]?.changes).toEqual([])
    },
    limit,
  )

  it('is a unit that systemd finds right, in a sandbox that it calls good', () => {
    const { units } = clients().parts
    // Those of the clients of other tests come and go.
    const made = readdirSync(units).filter(
      (name) => name.startsWith('provision-php-') && !/-0123|ptest-[cd]/.test(name),
    )
    const analyze = (...words: readonly string[]) =>
      spawnSync('systemd-analyze', [...words, ...made.map((name) => join(units, name))], { encoding: 'utf8' })

    const { status, stderr } = analyze('verify')

    expect([status, stderr]).toEqual([0, ''])
    expect(made.filter((name) => name.endsWith('.socket')).length).toBe(4)
    for (const client of clientNames) {
      const unit = join(units, `provision-php-${client}-${clients().parts.version}.service`)
      const words = ['security', '--offline=true', '--no-pager', `--threshold=${mostExposed}`, unit]
      expect(spawnSync('systemd-analyze', words).status).toBe(0)
    }
  })

  it(
    'is changed without an answer lost, and without touching the php-fpm of another client',
    async () => {
      const [own] = masters('ptest-a')
      const other = masters('ptest-b')

      const statuses = await askWhile('ptest-a', save('ptest-a', { php_children: 3 }))

      expect([...new Set(statuses)]).toEqual([200])
      expect(statuses.length).toBeGreaterThan(3)
      expect(masters('ptest-a')).not.toContain(own)
      expect(masters('ptest-b')).toEqual(other)
    },
    limit,
  )

  it(
    'takes a new site without an answer of the others lost',
    async () => {
      const { fleet } = clients()
      const uri = 'second.nginx.test'
      await fleet.save(`@${uri}`, 'site', { uri, platform: '@platform_nginx', client_name: 'ptest-a' })

      const statuses = await askWhile('ptest-a', fleet.run({ task: 'install', name: `@${uri}` }))

      expect([...new Set(statuses)]).toEqual([200])
      expect((await clients().ask('nginx', uri)).body).toBe(JSON.stringify(['ptest-a', 'ptest-a']))
      await fleet.run({ task: 'delete', name: `@${uri}` })
      expect((await clients().ask('nginx', siteOf('ptest-a'))).status).toBe(200)
    },
    limit,
  )

  it(
    'ends when it has nothing to do, or is killed, and the next request starts it',
    async () => {
      await save('ptest-b', { php_idle_time: 1 })
      for (;;) {
        execFileSync('sudo', ['-n', clients().parts.helper, 'rest'])
        if (masters('ptest-b').length === 0) break
      }
      expect((await clients().ask('nginx', siteOf('ptest-b'))).body).toBe(JSON.stringify(['ptest-b', 'ptest-b']))

      const [first] = masters('ptest-b')
      await clients().ask('nginx', siteOf('ptest-b'), 'posix_kill(posix_getppid(), 9);')

      // Until systemd ends what is left of it, a process without a master may answer, or be ended meanwhile.
      while (masters('ptest-b').length === 0 || masters('ptest-b').includes(String(first)))
        await clients().ask('nginx', siteOf('ptest-b'))
      expect((await clients().ask('nginx', siteOf('ptest-b'))).body).toBe(JSON.stringify(['ptest-b', 'ptest-b']))
    },
    limit,
  )

  it(
    'writes to its sites and its own folders alone, whatever modes others have, also by programs',
    async () => {
      const open = join(clients().folder, 'open-to-all')
      mkdirSync(open)
      chmodSync(open, 0o777)
      const site = clients().sitePath('nginx', 'ptest-a')
      const code = `return array_map(fn($path) => @file_put_contents("$path/made", 'x') !== false, ['${open}', '${site}/files', '/tmp']);`

      const inPool = await clients().evaluate('nginx', 'ptest-a', code)
      const words = ['php', '-r', `echo json_encode((function() { ${code} })());`]
      const asProgram = await provision(clients().fleet.home, 'provision-exec', `@${siteOf('ptest-a')}`, '--', ...words)

      expect([inPool, asProgram.stdout]).toEqual([[false, true, true], '[false,true,true]'])
      expect(readdirSync(open)).toEqual([])
      expect(readdirSync('/tmp')).not.toContain('made')
    },
    limit,
  )

  it(
    'is changed although its client has put things where php-fpm writes, and locks what it can open',
    async () => {
      const { state, version } = clients().parts
      const code = `foreach (['data/ptest-a/log', 'log/ptest-a'] as $folder)
          foreach (['php-fpm-${version}.log', 'slow.log'] as $name) {
            @unlink("${state}/$folder/$name");
            @posix_mkfifo("${state}/$folder/$name", 0600);
          }
        exec('setsid -f flock ${state}/lock sleep 600 >/dev/null 2>&1');
        return is_readable('${state}/lock');`

      expect(await clients().evaluate('nginx', 'ptest-a', code)).toBe(false)
      await save('ptest-a', { php_children: 4 })

      expect((await clients().ask('nginx', siteOf('ptest-a'))).status).toBe(200)
    },
    limit,
  )

  it(
    'is changed although another program has taken its place, and asks systemd for more and more time',
    async () => {
      await clients().ask('nginx', siteOf('ptest-a'), takeover(join(clients().parts.state, 'data/ptest-a/tmp')))
      while (masters('ptest-a').length > 0) await delay(50)

      await save('ptest-a', { php_children: 5 })

      expect((await clients().ask('nginx', siteOf('ptest-a'))).status).toBe(200)
    },
    limit,
  )

  it(
    'is mended by the next verify where an apply was killed between its files',
    async () => {
      const { helper, state, version } = clients().parts
      const shown = () => execFileSync('sudo', ['-n', helper, 'show'], { encoding: 'utf8' }).split('\n')
      const [line = ''] = shown().filter((known) => known.includes(' ptest-a ') && known.includes(clients().folder))
      const words = ['--fsize=900', 'sudo', '-n', helper, 'apply']
      const files = readdirSync(join(state, 'masters'))

      const { status } = spawnSync('prlimit', words, {
        input: line.replace(/ \d+ (\d+ \/)/, ' 7 $1'),
      })

      expect(status).not.toBe(0)
      expect(shown().filter((known) => known.startsWith(`lost ${line.split(' ', 2).join(' ')}`))).toHaveLength(1)
      const sites = webTypes.map((type) => `@${clients().siteOf(type, 'ptest-a')}`)
      for (const site of sites) await clients().fleet.change(site, { php_children: 7 })
      await clients().fleet.tasks().verify(sites, {}, quiet)
      const conf = readFileSync(join(state, 'masters', `ptest-a-${version}.conf`), 'utf8')
      expect(conf.match(/^pm\.max_children = 7$/gm)).toHaveLength(2)
      expect(readdirSync(join(state, 'masters'))).toEqual(files)
      expect(readdirSync(join(state, 'begun'))).toEqual([])
    },
    limit,
  )

  it(
    'listens again after systemd has given it up, by the next look or the next verify',
    async () => {
      const { helper } = clients().parts
      const giveUp = async () => {
        const ends = 'posix_kill(posix_getppid(), 9); usleep(300000);'
        for (let times = 0; times < 8; times++) await clients().ask('nginx', siteOf('ptest-b'), ends)
        expect((await clients().ask('nginx', siteOf('ptest-b'))).status).toBe(502)
      }
      await giveUp()
      execFileSync('sudo', ['-n', helper, 'rest'])
      expect((await clients().ask('nginx', siteOf('ptest-b'))).status).toBe(200)

      await giveUp()
      const sites = webTypes.map((type) => `@${clients().siteOf(type, 'ptest-b')}`)
      await clients().fleet.tasks().verify(sites, {}, quiet)
      expect((await clients().ask('nginx', siteOf('ptest-b'))).status).toBe(200)
    },
    limit,
  )

  it(
    'gives way to pools of the php-fpm of root, and comes back, with everything left as it is',
    async () => {
      const name = '@server_nginx'
      const ofClient = `masters/ptest-a-${clients().parts.version}.conf`
      for (const [php_service_type, configuration] of [
        ['fpm', '/fpm.conf'],
        ['fpm_unit', ofClient],
      ] as const) {
        await clients().fleet.change(name, { php_service_type })
        await clients().fleet.tasks().verify([name], { sites: true }, quiet)

        const { body } = await clients().ask('nginx', siteOf('ptest-a'))
        expect([php_service_type, body]).toEqual([php_service_type, JSON.stringify(['ptest-a', 'ptest-a'])])
        const master = await clients().evaluate(
          'nginx',
          'ptest-a',
          "return file_get_contents('/proc/' . posix_getppid() . '/cmdline');",
        )
        expect(master).toContain(configuration)
      }
    },
    limit,
  )
})
