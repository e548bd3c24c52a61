import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretFiles } from '../../../src/contexts/vault.js'
import { holderOf } from '../../../src/hosts/holder.js'
import { ownFiles } from '../../../src/hosts/local/own-files.js'
import type { World } from '../../../src/steps/common/world.js'
import { kinds } from '../../../src/steps/kinds.generated.js'
import { MemoryHost } from '../../support/hosts/memory-host.js'
import { runIn } from '../../support/steps.js'
import { type Bench, type Example, putThroughPaces } from './paces.js'

const common = { host: 'localhost', context: '@a.test', title: 'a step' } as const

interface MemoryBench extends Bench {
  readonly host: MemoryHost
  readonly vault: SecretFiles
}

/** A web server in memory: what it serves is the generation that it has read at its last reload. */
const generationFile = '/etc/web/generation.conf'
const serve = ({ host }: MemoryBench): void => {
  let served = ''
  host.put({ '/etc/web/main.conf': 'include', '/etc/web/old.conf': 'old', '/etc/web/gone.conf': 'goes' })
  host.program = ([word]) => {
    if (word === 'reload') served = host.entries.get(generationFile)?.text ?? ''
    return { code: 0 }
  }
  host.respond = () => ({ status: served === '' ? 404 : 200, location: undefined, body: served })
}

const control = {
  test: ['test'],
  reload: ['reload'],
  errorAt: ['PATH:LINE'],
  noise: [],
  generation: {
    file: generationFile,
    text: 'GENERATION',
    host: 'provision.invalid',
    path: '/',
    port: 80,
    address: '127.0.0.1',
    includedBy: '/etc/web/main.conf',
    settleMilliseconds: 0,
  },
} as const

const step = (more: object) => ({ ...common, stage: 'file', ...more }) as Example['steps'][number]
const onMemory = (arrange: (bench: MemoryBench) => void) => (bench: Bench) => arrange(bench as MemoryBench)

const examples: readonly Example[] = [
  {
    kind: 'file',
    says: 'a new file, one with another text, and one with another mode',
    steps: [
      step({ kind: 'file', path: '/srv/new', text: 'new', mode: 0o640 }),
      step({ kind: 'file', path: '/srv/old', text: 'new', mode: 0o644 }),
      step({ kind: 'file', path: '/srv/open', text: 'same', mode: 0o600, group: 'www-data' }),
    ],
    arrange: onMemory(({ host }) => host.put({ '/srv/old': 'old', '/srv/open': 'same' })),
  },
  {
    kind: 'directory',
    says: 'new ones in one another, and one with another mode',
    steps: [
      step({ kind: 'directory', path: '/srv/site', mode: 0o755, mark: 'uuid', whole: true }),
      step({ kind: 'directory', path: '/srv/site/files', mode: 0o2770, group: 'www-data' }),
      step({ kind: 'directory', path: '/srv/shared', mode: 0o711, mark: 'uuid' }),
    ],
    arrange: onMemory(({ host }) => host.put({ '/srv/shared/of-others': 'stays' })),
  },
  {
    kind: 'symlink',
    says: 'a new one, and one that leads elsewhere',
    steps: [
      step({ kind: 'symlink', path: '/srv/new', target: '/etc' }),
      step({ kind: 'symlink', path: '/srv/old', target: '/etc' }),
    ],
    arrange: onMemory(({ host }) => {
      host.put({ '/srv': null })
      host.change({ do: 'link', path: '/srv/old', target: '/usr' })
    }),
  },
  {
    kind: 'removal',
    says: 'a directory, a file and a link',
    steps: [
      step({ kind: 'removal', path: '/srv/site', mark: 'uuid' }),
      step({ kind: 'removal', path: '/srv/file', text: 'goes' }),
      step({ kind: 'removal', path: '/srv/link' }),
    ],
    arrange: onMemory(({ host }) => {
      host.put({ '/srv/site/.provision': 'uuid\n', '/srv/site/files/photo': 'a photo', '/srv/file': 'goes' })
      host.change({ do: 'link', path: '/srv/link', target: '/srv/site' })
    }),
  },
  {
    kind: 'secret',
    says: 'the one that was given in the place of an old one',
    steps: [step({ kind: 'secret', owner: '@server_db', property: 'master_db', want: 'given' })],
    arrange: onMemory(({ vault }) => {
      vault.write('@server_db', 'master_db', 'old')
      vault.take('@server_db', 'master_db', 'new')
    }),
  },
  {
    kind: 'secret',
    says: 'new ones of two contexts',
    steps: ['@a.test', '@b.test'].map((owner) => step({ kind: 'secret', owner, property: 'db_passwd' })),
  },
  {
    kind: 'secret',
    says: 'one that goes',
    steps: [step({ kind: 'secret', owner: '@server_db', property: 'master_db', want: 'gone' })],
    arrange: onMemory(({ vault }) => vault.write('@server_db', 'master_db', 'old')),
  },
  {
    kind: 'web',
    says: 'new files, changed ones and absent ones of two contexts',
    steps: [
      step({
        kind: 'web',
        server: '@server_web',
        control,
        files: [
          { path: '/etc/web/new.conf', text: 'new', mode: 0o644 },
          { path: '/etc/web/gone.conf', mode: 0o644 },
        ],
      }),
      step({
        kind: 'web',
        server: '@server_web',
        control,
        files: [{ path: '/etc/web/old.conf', text: 'new', mode: 0o600 }],
      }),
    ],
    arrange: onMemory(serve),
  },
  {
    kind: 'check',
    says: 'an address that answers',
    steps: [step({ kind: 'check', address: '127.0.0.1', port: 80, expected: [{ host: 'a.test', path: '/' }] })],
    arrange: onMemory(({ host }) => void (host.respond = () => ({ status: 200, location: undefined, body: '' }))),
    repeats: true,
  },
  {
    kind: 'command',
    says: 'a program that ends well',
    steps: [step({ kind: 'command', words: ['true'], directory: '/srv', environment: {}, failure: 'X' })],
    repeats: true,
  },
  {
    kind: 'php',
    says: 'a script that ends well',
    steps: [step({ kind: 'php', php: 'php', script: 'x.php', directory: '/srv', environment: {}, failure: 'X' })],
    arrange: onMemory(({ host }) => void (host.program = () => ({ stdout: '{}' }))),
    repeats: true,
  },
]

/** Kinds that need a database server are put through the same paces in databases.real.test.ts. */
const ofDatabases = ['account', 'database', 'grant']

/** Kinds that look at a database server, and change nothing there unless they are undone. */
const lookingAtDatabases = ['database-server', 'empty-database']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-kinds-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secretsIn = (home: string): readonly string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith('secrets/'))
    .map((name) => `${name}: ${readFileSync(join(home, name), 'utf8')}`)

/** The generation mark is random, and proves only what was served. */
const entriesOf = ({ entries }: MemoryHost) =>
  [...entries].filter(([path]) => /^\/(?:srv|etc)\//.test(path) && !path.startsWith('/etc/web/generation.')).sort()

const openBench = async (): Promise<MemoryBench> => {
  const home = mkdtempSync(join(folder, 'home-'))
  const host = new MemoryHost('localhost', home)
  host.put({ '/srv': null })
  const vault = new SecretFiles(home, ownFiles)
  const world = {
    home,
    vault,
    host: () => host,
    jobs: 2,
    holder: holderOf('test'),
    exclusively: (_: string, act: () => Promise<unknown>) => act(),
  } as unknown as World
  const run = runIn(world, join(home, 'journal/open/20260101T000000-0123abcd'))
  return { run, host, vault, picture: async () => [entriesOf(host), secretsIn(home)] }
}

describe('every kind of step', () => {
  it('is put through its paces', () => {
    const known = new Set([...examples.map(({ kind }) => kind), ...ofDatabases, ...lookingAtDatabases])

    expect([...known].sort()).toEqual([...kinds.keys()].sort())
  })
})

describe.each(examples.map((example) => [`${example.kind}: ${example.says}`, example] as const))('%s', (_, example) => {
  putThroughPaces(example, openBench)
})
