import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import type { IsolationTry } from '../../src/provision/api.js'
import { rootFolder } from '../../src/sandbox/root.js'
import { sandboxStatus } from '../../src/sandbox/sandbox.js'
import { send } from '../support/raw-request.js'
import { describeWithRoot, rootParts, withoutRoot } from '../support/root-parts.js'
import { provision } from './support/program.js'

const limit = 300_000

const names = ['ptest-e', 'ptest-f'] as const
const webTypes = ['nginx', 'apache'] as const

const index = `<?php
$database = (require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php')['database'];
new PDO($database['dsn'], $database['user'], $database['password']);
echo posix_getpwuid(posix_geteuid())['name'];
`

describeWithRoot(`a sandbox with clients${withoutRoot}`, () => {
  const home = (): string => rootParts().clientsHome
  const root = (type: string): string => `${home()}-${type}`
  const answer = async (type: (typeof webTypes)[number], host: string) => {
    const port = sandboxStatus(home())?.find(({ name }) => name === type)?.port ?? 0
    const { status, body } = await send(port, { ask: 'GET /', host })
    return [status, body]
  }
  const ask = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await provision(home(), ...words)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    return stdout
  }

  const install = async (type: string, uri: string, ...words: readonly string[]): Promise<void> => {
    const of = ['--context_type=site', `--uri=${uri}`, `--platform=@platform_${type}`, '--install_method=manual']
    await ask('save', `@${uri}`, ...of, ...words)
    await ask('install', `@${uri}`)
  }

  beforeAll(() => {
    for (const type of webTypes) {
      mkdirSync(root(type))
      writeFileSync(join(root(type), 'index.php'), index)
    }
  })
  afterAll(async () => {
    await provision(home(), 'sandbox', 'remove', '--yes')
    for (const type of webTypes) rmSync(root(type), { recursive: true, force: true })
    rmSync(home(), { recursive: true, force: true })
  }, limit)

  it(
    'runs PHP of each as a user of its own, which gets nothing of another one',
    async () => {
      await ask('sandbox', 'start', '--clients', '--http=nginx,apache')
      for (const [at, type] of webTypes.entries()) {
        const server = at === 0 ? '@server_master' : `@server_${type}`
        await ask(
          'save',
          `@platform_${type}`,
          '--context_type=platform',
          `--root=${root(type)}`,
          `--web_server=${server}`,
        )
        for (const name of names) {
          await install(type, `${name}.${type}.test`, `--client_name=${name}`)
          expect(await answer(type, `${name}.${type}.test`)).toEqual([200, name])
        }
      }

      expect(await ask('exec', '@ptest-e.nginx.test', '--', 'id', '-un')).toBe('ptest-e\n')
      expect(await ask('audit', 'isolation')).toMatch(
        /^@ptest-e.nginx.test, whose PHP is ptest-e, .*: 0 of \d+ tries got something/m,
      )
    },
    limit,
  )

  it(
    'has a site without a client in the pool that the others do not get at, and says how it gets a user',
    async () => {
      const uri = 'ptest-own.nginx.test'
      const audit = async (...words: readonly string[]): Promise<readonly IsolationTry[]> =>
        JSON.parse((await provision(home(), 'audit', 'isolation', ...words, '--json')).stdout).sites[0].tries
      await install('nginx', uri)

      const ofClient = await audit('@ptest-e.nginx.test', `--against=@${uri}`)
      const ofOperator = await audit(`@${uri}`, '--against=@ptest-e.nginx.test')
      const ran = await provision(home(), 'exec', `@${uri}`, '--', 'id', '-un')

      expect(ofClient.filter(({ result }) => result === 'got')).toEqual([])
      expect(ofClient.filter(({ result }) => result === 'not tried').map(({ what }) => what)).toEqual(
        ['php', 'php', 'login', 'login'].map(() => 'sessions, temporary files and logs of PHP'),
      )
      expect(ofOperator).toContainEqual({
        as: 'php',
        kind: 'exhaust',
        what: 'requests that PHP answers at once',
        result: 'nothing',
      })
      expect(ran.stderr).toContain(`(provision-save @${uri} --client_name=NAME; provision-verify @${uri})`)
      await ask('delete', `@${uri}`, '--forget', '--no-backup', '--yes')
    },
    limit,
  )

  it(
    'gives each a php-fpm of its own, which is there again when the sandbox is',
    async () => {
      if (rootParts().systemd === '') return
      await ask('save', '@server_master', '--php_service_type=fpm_unit')
      await ask('verify', '@platform_nginx', '--sites')
      expect(await answer('nginx', 'ptest-e.nginx.test')).toEqual([200, 'ptest-e'])

      await ask('sandbox', 'stop')
      await ask('sandbox', 'start')

      expect(await ask('show', '@server_master', '--property=php_service_type')).toBe('fpm_unit\n')
      expect(await answer('nginx', 'ptest-e.nginx.test')).toEqual([200, 'ptest-e'])
      const { stdout } = spawnSync('pgrep', ['--list-full', '--uid', 'ptest-e'], { encoding: 'utf8' })
      expect(stdout).toContain('masters/ptest-e-')
    },
    limit,
  )

  it(
    'ends and starts by rules of sudo alone, and has in root’s hands what root runs',
    async () => {
      const folder = rootFolder(home())

      await ask('sandbox', 'stop')
      const pids = () => (sandboxStatus(home()) ?? []).map(({ pid }) => pid)
      expect(pids()).toEqual([undefined, undefined, undefined, undefined])
      await ask('sandbox', 'start')

      expect(await answer('nginx', 'ptest-f.nginx.test')).toEqual([200, 'ptest-f'])
      expect(await answer('apache', 'ptest-f.apache.test')).toEqual([200, 'ptest-f'])
      const writable = spawnSync('find', [folder, '-not', '-type', 'l', '-writable', '-not', '-name', '*.sock'])
      expect(writable.stdout.toString()).toBe('')
    },
    limit,
  )

  it(
    'is removed with its users and rules',
    async () => {
      const folder = rootFolder(home())

      await ask('sandbox', 'remove', '--yes')

      expect([existsSync(folder), existsSync(join(home(), 'sandbox'))]).toEqual([false, false])
      expect(readFileSync('/etc/passwd', 'utf8')).not.toMatch(
        new RegExp(`^(?:ptest-[ef]|sandbox-${basename(folder).slice(0, 8)}):`, 'm'),
      )
      expect(readFileSync('/etc/group', 'utf8')).not.toMatch(/^ptest-[ef]/m)
      expect(spawnSync('sudo', ['-n', '-l']).stdout.toString()).not.toContain(folder)
      const again = await provision(home(), 'sandbox', 'start', '--clients')
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('sudo does not let') })
      expect(again.stderr).toContain(`as root: `)
    },
    limit,
  )
})
