import { posix } from 'node:path'
import type { Entry } from '../../hosts/local/entries.js'
import { ownerFile } from '../../steps/common/owner-tag.js'
import { asideName } from './leftovers.js'
import { type Found, type Sight, shellWord } from './found.js'
import { markOf } from './marks.js'

const isPhp = ({ name, kind }: Entry): boolean => kind === 'file' && name.endsWith('.php')

/** The settings in a folder say by name whose it is. */
const nameIn = (folder: string, uuid: string, { entries, look }: Sight): string | undefined =>
  entries(folder)
    .filter(isPhp)
    .map(({ path }) => markOf(look.text(path)))
    .find((mark) => mark?.uuid === uuid)?.context

/** A folder that others use too loses its mark alone. */
const fixOf = (path: string, sight: Sight): string => {
  const isShared = rootsOf(sight).some((root) => path === root || path === posix.join(root, 'sites'))
  return isShared
    ? `rm ${shellWord(posix.join(path, ownerFile))}: sites of others are in it`
    : `keep what is wanted of it, then rm -r ${shellWord(path)}`
}

const folderFound = (path: string, uuid: string, sight: Sight): Found => {
  const context = nameIn(path, uuid, sight)
  return {
    kind: 'directory',
    where: path,
    ...(context === undefined ? {} : { context }),
    uuid,
    why: `no context has the uuid in its ${ownerFile}`,
    fix: fixOf(path, sight),
    removable: false,
  }
}

const folders = (path: string, { entries }: Sight): readonly string[] =>
  entries(path)
    .filter(({ name, kind }) => kind === 'directory' && asideName(name) === undefined)
    .map((entry) => entry.path)

const markedFolders = (root: string, sight: Sight): readonly Found[] => {
  const sites = posix.join(root, 'sites')
  return [root, sites, ...folders(sites, sight)].flatMap((path) => {
    const uuid = sight.look.text(posix.join(path, ownerFile))?.trim()
    return uuid === undefined || sight.living.uuids.has(uuid) ? [] : [folderFound(path, uuid, sight)]
  })
}

/** Settings that all sites of a code base share. */
const markedSettings = (root: string, { entries, look, living }: Sight): readonly Found[] =>
  entries(root)
    .filter(isPhp)
    .flatMap(({ path }) => {
      const mark = markOf(look.text(path))
      if (mark === undefined || living.uuids.has(mark.uuid)) return []
      const why = 'no context has the uuid in its first lines'
      return [{ kind: 'file', where: path, ...mark, why, fix: `rm ${shellWord(path)}`, removable: false } as const]
    })

/** What was made in the code base of a platform for contexts that are not there any more. */
export const unownedInRoot = (root: string, sight: Sight): readonly Found[] => [
  ...markedFolders(root, sight),
  ...markedSettings(root, sight),
]

/** The code bases of all platforms, each once. */
export const rootsOf = ({ living }: Sight): readonly string[] => [
  ...new Set(living.records.flatMap(({ properties: { root } }) => (typeof root === 'string' ? [root] : []))),
]
