import { posix } from 'node:path'
import type { Rights } from '../../hosts/acl.js'
import type { Access } from '../../hosts/files.js'
import type { Host } from '../../hosts/host.js'
import { thisMachine } from '../../hosts/reader.js'
import { inHome } from '../../lib/home-folders.js'
import type { World } from './world.js'

type Home = Pick<World, 'home'>

/** The groups that read context files: a folder for each file, and in it a file for each context that asks for it. */
export const readersRoot = ({ home }: Home): string => inHome(home, 'readers')

/** What other contexts ask for the file of a context. */
export const readersFolder = (of: string, { home }: Home): string => inHome(home, 'readers', of.slice(1))

export const readersFile = (of: string, by: string, home: Home): string =>
  posix.join(readersFolder(of, home), by.slice(1))

const readable: Rights = 'r--'
const nothing: Rights = '---'
const groupReads = 0o040

/** The access of a file that only its owner could read, with groups that read it, too. */
export const readableFor = (groups: readonly string[], mode: number): Access =>
  groups.length === 0
    ? { mode }
    : {
        mode: mode | groupReads,
        acl: {
          owningGroup: nothing,
          named: Object.fromEntries(groups.map((name) => [`group:${name}`, readable])),
        },
      }

/** The groups that a context asks for, by its name without the `@`. */
export type Readers = ReadonlyMap<string, readonly string[]>

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

/** What the files in these folders say. */
export const readReaders = async (folders: readonly string[], { files }: Host): Promise<readonly Readers[]> => {
  const listed = await files.read(folders.map((path) => ({ path, names: true })))
  const names = listed.map(({ names: all = [] }) => all.filter((name) => !name.startsWith('.')))
  const texts = (
    await files.read(
      folders.flatMap((folder, index) =>
        (names[index] ?? []).map((name) => ({ path: posix.join(folder, name), text: true })),
      ),
    )
  ).values()
  return names.map((all) => new Map(all.map((name) => [name, linesOf(texts.next().value?.text ?? '')])))
}

/** Those of the groups that exist, also in a directory service: no ACL can name another one. */
export const existingGroups = async (names: Iterable<string>, host: Host): Promise<ReadonlySet<string>> => {
  const wanted = [...new Set(names)]
  if (wanted.length === 0) return new Set()
  const { stdout } = await host.run(['getent', 'group', '--', ...wanted])
  return new Set(stdout.split('\n').map((line) => line.split(':')[0] ?? ''))
}

/** The groups that read each file, sorted, as far as they exist. */
export const groupsIn = async (all: readonly Readers[], host: Host): Promise<readonly (readonly string[])[]> => {
  const asked = all.map((readers) => [...new Set([...readers.values()].flat())].sort())
  const existing = await existingGroups(asked.flat(), host)
  return asked.map((groups) => groups.filter((name) => existing.has(name)))
}

/** Whether anybody but its owner reads any context file of the home. */
export const hasReaders = async (world: World): Promise<boolean> => {
  const [found] = await world.host(thisMachine).files.read([{ path: readersRoot(world) }])
  return found?.state !== undefined
}

/** Acts while nobody else changes who reads context files. */
export const withReadersLock = <Value>(world: World, act: () => Promise<Value>): Promise<Value> =>
  world.exclusively('readers', act)

/** A step for the file of a context, or for another one. */
interface Step {
  readonly of?: string
}

const nobody: Readers = new Map()

const isOfContext = ({ of }: Step): boolean => of !== undefined

/** What is asked for the file of each step. A home where nobody asks for any is looked at once. */
export const readersNow = async (steps: readonly Step[], world: World): Promise<readonly Readers[]> => {
  if (!steps.some(isOfContext) || !(await hasReaders(world))) return steps.map(() => nobody)
  const folders = steps.flatMap(({ of }) => (of === undefined ? [] : readersFolder(of, world)))
  const found = (await readReaders(folders, world.host(thisMachine))).values()
  return steps.map((step) => (isOfContext(step) ? (found.next().value as Readers) : nobody))
}

type Groups = readonly (readonly string[])[]

/**
 * Acts with the groups that read the file of each step, while nobody changes them. Where nobody reads any, it takes no
 * lock, and acts again if that was over when it had acted.
 */
export const withReaders = async <Value>(
  steps: readonly Step[],
  world: World,
  act: (groups: Groups) => Promise<Value>,
): Promise<Value> => {
  if (!steps.some(isOfContext)) return act([])
  if (!(await hasReaders(world))) {
    const acted = await act([])
    if (!(await hasReaders(world))) return acted
  }
  return withReadersLock(world, async () =>
    act(await groupsIn(await readersNow(steps, world), world.host(thisMachine))),
  )
}
