import { afterAll, expect, it } from '@jest/globals'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommandLine, root } from './command-line.js'

const provision = new CommandLine()
const { home } = provision
const groups = ['adm', 'bin', 'daemon', 'lp', 'sys', 'tty'] as const
const limit = 60_000

afterAll(() => provision.remove())

const save = (name: string, ...properties: readonly string[]): void =>
  expect(provision.run(['provision-save', name, ...properties])).toMatchObject({ code: 0 })

/** Rejects if the program fails. */
const start = (...words: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'bin/run.js'), ...words], {
    env: { ...process.env, PROVISION_HOME: home, PROVISION_ALLOW_ROOT: '1' },
  })

/** All sites are verified, and their platform is saved meanwhile. */
const atOnce = (description: string) =>
  Promise.all([
    ...groups.map((group) => start('provision-verify', `@${group}.test`)),
    start('provision-save', '@platform_x', description),
  ])

const readersOf = (name: string): readonly string[] =>
  execFileSync('getfacl', ['-cp', join(home, 'contexts', `${name}.json`)], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => /^group:(.+):r--/.exec(line)?.[1] ?? [])
    .sort()

it(
  'who reads a platform is right after processes that change it, and rewrite its file, at once',
  async () => {
    mkdirSync(join(home, 'code'))
    writeFileSync(join(home, 'code', 'index.html'), '')
    save('@server_master', '--context_type=server', '--acl_service_type=posix')
    save('@platform_x', '--context_type=platform', `--root=${home}/code`)
    for (const group of groups)
      save(
        `@${group}.test`,
        '--context_type=site',
        `--uri=${group}.test`,
        '--platform=@platform_x',
        `--acl_groups=${group}`,
      )
    await start('provision-verify', '--all')

    for (let round = 0; round < 2; round += 1) {
      for (const group of groups) save(`@${group}.test`, '--acl_contexts=true')
      await atOnce('--locked=true')
      expect(readersOf('platform_x')).toEqual(groups)
      for (const group of groups.slice(1)) save(`@${group}.test`, '--acl_contexts=false')
      await atOnce('--locked=false')
      expect(readersOf('platform_x')).toEqual(['adm'])
    }
  },
  limit,
)
