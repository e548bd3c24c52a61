import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { runs } from '../support/fuzz.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

/** Folders of a machine, with the home in `h`. */
const folders = [
  'h/contexts',
  'h/secrets',
  'h/config/server_master',
  'h/journal/open',
  'h/platforms/a/sites/x.test/files',
  'h/platforms/b',
  'h/data',
  'out/c/d',
  'out/e',
]
const kept = [
  'backups',
  'clients',
  'config',
  'contexts',
  'hosts',
  'journal',
  'locks',
  'queue',
  'readers',
  'sandbox',
  'secrets',
  'seen',
]

const all = [
  ...new Set(folders.flatMap((path) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/')))),
]
const somewhere = fc.constantFrom('', ...all)
const names = ['l0', 'l1', 'sites']

/** A link in a folder that leads to another. */
const link = fc.record({
  at: fc.constantFrom(...all),
  name: fc.constantFrom(...names),
  to: somewhere,
  isRelative: fc.boolean(),
})
const mode = fc.record({ at: fc.constantFrom(...all), mode: fc.constantFrom(0o777, 0o775, 0o1777, 0o755, 0o757) })
const root = fc.record({
  at: somewhere,
  through: fc.constantFrom('', '', ...names.map((name) => `/${name}`)),
  below: fc.constantFrom('', '', '/new', '/new/deep', '/contexts', '/sites'),
})
const machine = fc.record({
  links: fc.array(link, { maxLength: 4 }),
  modes: fc.array(mode, { maxLength: 2 }),
  roots: fc.array(root, { minLength: 1, maxLength: 4 }),
  /** After the platforms are saved. */
  later: fc.array(link, { maxLength: 2 }),
})

type Link = typeof link extends fc.Arbitrary<infer Value> ? Value : never

const putLink = (top: string, { at, name, to, isRelative }: Link, replace: boolean): void => {
  const [path, target] = [join(top, at, name), join(top, to)]
  try {
    if (replace) unlinkSync(path)
    symlinkSync(isRelative ? relative(realpathSync(dirname(path)), target) : target, path)
  } catch {
    // Something is there already, or nothing is.
  }
}

const real = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return join(real(dirname(path)), basename(path))
  }
}

/** What `namei` says of each part of a path: mode, owner, group. */
const wayOf = (path: string): readonly (readonly [string, string, string])[] => {
  const text = execFileSync('sh', ['-c', 'namei -mo "$1" 2>/dev/null || true', 'sh', path], { encoding: 'utf8' })
  return [...text.matchAll(/^ +([dl-][rwxsStT-]{9}) (\S+) (\S+) /gm)].map(([, bits = '', owner = '', group = '']) => [
    bits,
    owner,
    group,
  ])
}

const me = userInfo().username

const isExposed = (path: string): boolean => {
  const parts = wayOf(path)
  return parts.some(([bits, owner, group], index) => {
    if (!['root', me].includes(owner)) return true
    if (bits.startsWith('l')) return false
    const isEnd = index === parts.length - 1 && existsSync(path)
    const isSticky = /[tT]$/.test(bits) && !isEnd
    const shared = bits[8] === 'w' || (bits[5] === 'w' && !['root', me].includes(group))
    return shared && !isSticky
  })
}

/** Whether two folders have anything in common. */
const meet = (one: string, other: string): boolean =>
  [relative(one, other), relative(other, one)].some((way) => way === '' || !way.startsWith('..'))

const places = (path: string): readonly string[] => [real(path), real(join(path, 'sites'))]

const isHarmful = (path: string, home: string, others: readonly string[]): boolean => {
  const own = places(path)
  const theirs = [...kept.map((name) => real(join(home, name))), ...others.flatMap(places)]
  return own.some((one) => theirs.some((other) => meet(one, other)))
}

const figures = { tried: 0, refused: 0, accepted: 0, harmful: 0 }

const note = (taken: boolean, harmful: boolean): readonly string[] => {
  figures.tried++
  figures[taken ? 'accepted' : 'refused']++
  if (taken && harmful) figures.harmful++
  return taken === harmful ? [taken ? 'taken' : 'refused'] : []
}

const build = (
  top: string,
  { links, modes }: { links: readonly Link[]; modes: readonly { at: string; mode: number }[] },
): void => {
  for (const folder of folders) mkdirSync(join(top, folder), { recursive: true })
  for (const one of links) putLink(top, one, false)
  for (const { at, mode: bits } of modes) chmodSync(join(top, at), bits)
}

type Machine = typeof machine extends fc.Arbitrary<infer Value> ? Value : never

type Taken = ReadonlyMap<string, string>

const isWrong = (path: string, home: string, others: readonly string[]): boolean =>
  isHarmful(path, home, others) || isExposed(path) || isExposed(join(path, 'sites'))

const saveAll = async (tasks: Tasks, home: string, paths: readonly string[], wrong: string[]): Promise<Taken> => {
  const taken = new Map<string, string>()
  for (const [index, path] of paths.entries()) {
    const name = `@platform_${index}`
    const properties = { root: path, application: 'static' }
    const harmful = isWrong(path, home, [...taken.values()])
    const { ok } = await tasks.save(name, { contextType: 'platform', properties }, { progress: quiet })
    wrong.push(...note(ok, harmful).map((what) => `${path} was ${what}`))
    if (ok) taken.set(name, path)
  }
  return taken
}

const verifyAll = async (tasks: Tasks, home: string, taken: Taken, wrong: string[]): Promise<void> => {
  for (const [name, path] of taken) {
    const [report] = (await tasks.verify([name], {}, { progress: quiet, dryRun: true })).slice(-1)
    const others = [...taken].filter(([other]) => other !== name).map(([, other]) => other)
    const isTaken = report?.error?.code !== 'PROVISION_ROOT_NOT_SAFE'
    wrong.push(...note(isTaken, isWrong(path, home, others)).map((what) => `a verify of ${path} was ${what}`))
  }
}

const tryMachine = async (top: string, { roots, later, ...made }: Machine): Promise<readonly string[]> => {
  const [home, wrong] = [join(top, 'h'), [] as string[]]
  const tasks = new Tasks(home)
  build(top, made)
  await tasks.save('@server_master', { contextType: 'server', properties: {} }, { progress: quiet })
  const paths = roots.map(({ at, through, below }) => join(top, at) + through + below)
  const taken = await saveAll(tasks, home, paths, wrong)
  for (const one of later) putLink(top, one, true)
  await verifyAll(tasks, home, taken, wrong)
  return wrong
}

afterAll(() => void process.stderr.write(`roots: ${JSON.stringify(figures)}\n`))

describe('a root on a machine with links and modes of all kinds', () => {
  it('is taken, and verified, exactly if it is nobody else’s', async () => {
    await fc.assert(
      fc.asyncProperty(machine, async (made) => {
        const top = mkdtempSync(join(realpathSync(tmpdir()), 'provision-roots-'))
        try {
          expect(await tryMachine(top, made)).toEqual([])
        } finally {
          rmSync(top, { recursive: true, force: true })
        }
      }),
      { numRuns: runs(15, 600) },
    )
  }, 600_000)
})
