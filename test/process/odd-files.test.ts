import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine, root } from './command-line.js'

let program: CommandLine
const at = (...names: readonly string[]): string => join(program.home, ...names)

beforeAll(() => {
  program = new CommandLine()
  mkdirSync(at('code'))
  mkdirSync(at('fleet'))
  writeFileSync(at('code/index.html'), '')
  writeFileSync(at('fleet/server.json'), '{"name": "@server_master", "context_type": "server"}')
  const site = { name: '@a.test', context_type: 'site', properties: { uri: 'a.test', platform: '@platform_x' } }
  const platform = { name: '@platform_x', context_type: 'platform', properties: { root: at('code') } }
  writeFileSync(at('fleet/site.json'), JSON.stringify([platform, site]))
  const { code, stderr } = program.run(['apply', at('fleet')])
  if (code !== 0) throw new Error(stderr)
})
afterAll(() => program.remove())

/** The program, which is killed when it hangs. */
const run = (...words: readonly string[]) => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], {
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, PROVISION_HOME: program.home, PROVISION_ALLOW_ROOT: '1', NO_COLOR: '1' },
  })
  return { code: status, hangs: signal !== null, text: `${stdout}${stderr}` }
}

/** Acts while a FIFO is in the place of a file. */
const withFifo = <Value>(path: string, act: () => Value): Value => {
  const before = at('before')
  if (existsSync(path)) renameSync(path, before)
  execFileSync('mkfifo', [path])
  try {
    return act()
  } finally {
    rmSync(path, { force: true })
    if (existsSync(before)) renameSync(before, path)
  }
}

describe('a FIFO in the place of a file', () => {
  it.each([
    ['of a code base', 'code/index.html', ['verify', '@platform_x']],
    ['of the mark of a site', 'code/sites/a.test/.provision', ['verify', '@a.test']],
    ['in an applied folder', 'fleet/site.json', ['apply', 'fleet']],
    ['of a context', 'contexts/a.test.json', ['verify', '--all']],
    ['of the state', 'seen/a.test.json', ['verify', '@a.test']],
    ['of a lock', 'locks/@a.test', ['delete', '@a.test', '--no-backup', '--yes']],
    ['of a host name', 'hosts/a.test', ['verify', '@a.test']],
    ['with properties', 'fifo', ['save', '@a.test', '--properties-from=fifo']],
    ['with a secret', 'fifo', ['save', '@server_master', '--db_service_type=mysql', '--master_db=file:fifo']],
    ['that is garbage', 'seen/a.test.json', ['gc', '--check']],
  ])('%s stops no command for ever', (_, path, words) => {
    const typed = words.map((word) => word.replace(/(?<=^|=|file:)(fleet|fifo)$/, (name) => at(name)))

    const ended = withFifo(at(path), () => run(...typed))

    expect(ended.hangs).toBe(false)
  })
})

describe('a folder in the place of a lock', () => {
  it('is told by gc, and by the tasks that it stops', () => {
    mkdirSync(at('locks/@a.test'))

    const [found, stopped] = [run('gc'), run('delete', '@a.test', '--no-backup', '--yes')]
    rmdirSync(at('locks/@a.test'))

    expect([found.code, found.text]).toEqual([0, expect.stringContaining('it is a directory, and no lock')])
    expect([stopped.code, stopped.text]).toEqual([75, expect.stringContaining(`fix: rm -r ${at('locks/@a.test')}`)])
  })
})

/** The same random bytes each time. */
const bytes = (seed: number, length: number): Buffer => {
  const parts: Buffer[] = []
  for (let part = 0; parts.length * 32 < length; part += 1)
    parts.push(createHash('sha256').update(`${seed} ${part}`).digest())
  return Buffer.concat(parts).subarray(0, length)
}

const random = process.env['PROVISION_TEST_FULL'] === undefined ? 40 : 1000

const names: readonly Buffer[] = [
  ...[
    '-rf',
    '--no-preserve-root',
    'a\nfix: rm -rf /',
    '\u001b[2J\u001b]0;title\u0007',
    '\u202egpj.exe',
    "it's",
    '"',
    '$(touch canary)',
    '`touch canary`',
    ';touch canary',
    ' ',
    '*',
    '\\',
    '{{x}}',
    '%n',
    'x'.repeat(255),
    'ü'.repeat(127),
  ].map((name) => Buffer.from(name)),
  Buffer.from([0xff, 0xfe, 0x0a, 0x1b]),
  ...Array.from({ length: random }, (_, seed) => bytes(seed, 1 + (seed % 60))),
]

/** A terminal would carry out nothing of it, and no line of it is forged. */
const isHarmless = (text: string): boolean =>
  text.match(/[^\P{C}\n]|[\u2028\u2029]/gu) === null && !text.includes('\nfix: rm -rf')

describe('files with odd names', () => {
  it('in uploads, beside sites and in the home are removed, listed or left, and nothing in them is carried out', () => {
    const folders = ['code/sites/a.test/files', 'code/sites', 'contexts', 'locks', 'hosts', 'config'].map((name) =>
      at(name),
    )
    const counts = { tried: 0, refused: 0, accepted: 0, harmful: 0 }
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true })
      for (const name of names) {
        counts.tried += 1
        try {
          const ending = folder.endsWith('contexts') ? '.json' : ''
          writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name, Buffer.from(ending)]), '')
          counts.accepted += 1
        } catch {
          counts.refused += 1
        }
      }
    }
    mkdirSync(at('code/sites/a.test/files/d\n\u001b[2J'), { mode: 0o500 })
    const canaries = readdirSync(at('code/sites')).length

    const ended = [
      run('verify', '@a.test'),
      run('list'),
      run('list', '--format=names'),
      run('gc', '--check'),
      run('gc'),
      run('delete', '@a.test', '--no-backup', '--yes'),
    ]
    rmSync(at('code/sites/a.test/files/d\n\u001b[2J'), { recursive: true })
    const removed = run('delete', '@a.test', '--no-backup', '--yes')
    counts.harmful = [...ended, removed].filter(({ text, hangs }) => hangs || !isHarmless(text)).length

    expect(ended.at(-1)?.text).toContain("$'")
    expect(counts).toMatchObject({ tried: names.length * folders.length, harmful: 0 })
    expect([removed.code, existsSync(at('code/sites/a.test')), existsSync('canary')]).toEqual([0, false, false])
    expect(readdirSync(at('code/sites')).length).toBe(canaries - 1)
    expect(readFileSync(at('code/index.html'), 'utf8')).toBe('')
    if (process.env['PROVISION_TEST_FULL'] !== undefined) process.stderr.write(`${JSON.stringify(counts)}\n`)
  }, 60_000)
})
