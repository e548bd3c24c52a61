import { type PathLike, type Stats, closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { command } from '../../lib/shell-word.js'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants

/** `O_PATH` of Linux, which Node has no name for: opens anything without reading it, a link too. */
const O_PATH = 0o10000000

/** Linux follows as many links in one path. */
const mostLinks = 40

const writableByGroup = 0o020
const writableByAll = 0o002
const sticky = 0o1000

/** Root, and who runs Provision. */
export const isTrusted = (uid: number): boolean => uid === 0 || uid === process.getuid?.()

/** Whether another user may rename or replace the entries of a folder that do not belong to that user. */
export const isOpenToOthers = ({ uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>): boolean => {
  if (!isTrusted(uid)) return true
  const byGroup = (mode & writableByGroup) !== 0 && gid !== 0 && gid !== process.getgid?.()
  return (byGroup || (mode & writableByAll) !== 0) && (mode & sticky) === 0
}

/** The name of an open file. It acts on what was opened, wherever that is by now, and whatever has taken its place. */
export const nameOf = (file: number): string => `/proc/self/fd/${file}`

const withFile = <Value>(file: number, act: (file: number) => Value): Value => {
  try {
    return act(file)
  } finally {
    closeSync(file)
  }
}

const othersLink = (path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} is a link that another user can change, so it is not followed`, {
    fix: command`give the path that it leads to (readlink -f ${path}), or make its folder writable for its owner alone`,
  })

/** Follows a link only if nobody else could have made or moved it. */
const targetOf = (folder: number, name: string, link: Stats, path: string): string => {
  if (isOpenToOthers(fstatSync(folder)) || !isTrusted(link.uid)) throw othersLink(path)
  return readlinkSync(`${nameOf(folder)}/${name}`)
}

const refuse = (error: Error): never => {
  throw error
}

const refuseLoop = (path: string): never =>
  refuse(Object.assign(new Error(`ELOOP: too many links in '${path}'`), { code: 'ELOOP', path }))

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')

/** An open folder, and the parts of a path that are still to be opened below it. */
interface Way {
  readonly folder: number
  readonly parts: readonly string[]
}

/** Opens one part of a path below a folder, and closes the folder. A link leads on to its own parts. */
const enter = (folder: number, name: string, path: string): Way =>
  withFile(folder, () => {
    const next = openSync(`${nameOf(folder)}/${name}`, O_PATH | O_NOFOLLOW)
    const found = fstatSync(next)
    if (!found.isSymbolicLink()) return { folder: next, parts: [] }
    closeSync(next)
    const target = targetOf(folder, name, found, path)
    const start = target.startsWith('/') ? '/' : `${nameOf(folder)}/.`
    return { folder: openSync(start, O_PATH), parts: partsOf(target) }
  })

/** Opens a folder part by part, each below the one that was opened before. */
const openFolder = (path: string): number => {
  let way: Way = { folder: openSync('/', O_PATH), parts: partsOf(path) }
  let links = 0
  while (way.parts.length > 0) {
    const [name = '', ...rest] = way.parts
    const { folder, parts } = enter(way.folder, name, path)
    way = { folder, parts: [...parts, ...rest] }
    if (parts.length > 0) links += 1
    if (links > mostLinks) return withFile(folder, () => refuseLoop(path))
  }
  return way.folder
}

const splitPath = (path: string): readonly [folder: string, name: string] => {
  const end = path.lastIndexOf('/')
  return [path.slice(0, end + 1), path.slice(end + 1)]
}

/** Names the path that was asked for in an error of the system, instead of the number of a descriptor. */
const renamed = (error: unknown, path: string): unknown => {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return error
  const { message } = error as unknown as Error
  return Object.assign(error, { path, message: message.replace(/'\/proc\/self\/fd\/.*'/s, `'${path}'`) })
}

/** Calls `act` with a name for the last part of a path, in its parent folder as it was opened. */
export const inParent = <Value>(path: string, act: (entry: string) => Value): Value => {
  const [parent, name] = splitPath(path)
  try {
    return withFile(openFolder(parent), (folder) => act(`${nameOf(folder)}/${name}`))
  } catch (error) {
    throw renamed(error, path)
  }
}

const isLink = (path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} is a link`, { fix: 'remove it' })

/** Opens what exists at a path, to act on it whatever takes its place. A link itself is refused. */
export const openEntry = (path: string): number =>
  inParent(path, (entry) => {
    const file = openSync(entry, O_PATH | O_NOFOLLOW)
    return fstatSync(file).isSymbolicLink() ? withFile(file, () => refuse(isLink(path))) : file
  })

/** Calls `act` with a name for what exists at a path, and with its state. A link itself is refused. */
export const withEntry = <Value>(path: string, act: (entry: string, state: Stats) => Value): Value =>
  withFile(openEntry(path), (file) => act(nameOf(file), fstatSync(file)))

/** Calls `act` with a name for a folder that can be listed. Fails for a link. */
export const withFolder = <Value>(entry: PathLike, act: (folder: string) => Value): Value =>
  withFile(openSync(entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), (file) => act(nameOf(file)))
