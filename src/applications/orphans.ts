import { posix } from 'node:path'
import type { Entry } from '../hosts/local/entries.js'
import { command } from '../lib/shell-word.js'
import type { FindOrphans, GcScan, Orphan } from '../services/orphan.js'
import { asideIn } from '../steps/common/aside.js'
import { textOwner } from '../steps/common/owner-line.js'
import { ownerFile } from '../steps/common/owner-tag.js'

const isPhp = ({ name, kind }: Entry): boolean => kind === 'file' && name.endsWith('.php')

const isFolder = ({ kind, name }: Entry): boolean => kind === 'directory' && asideIn(name) === undefined

/** The code bases of all platforms on this machine, each once. */
const rootsOf = ({ known, isHere }: GcScan): readonly string[] => [
  ...new Set(
    known.records.flatMap(({ name, properties: { root } }) => (typeof root === 'string' && isHere(name) ? [root] : [])),
  ),
]

/** Folders of a code base that tasks write to. */
const foldersOf = (root: string, { entries }: GcScan): readonly string[] => {
  const sites = posix.join(root, 'sites')
  const each = entries(sites).filter(isFolder)
  return [root, sites, ...each.map(({ path }) => path)]
}

/** The name of the context in the settings files of a folder. */
const nameIn = (folder: string, uuid: string, { entries, reader }: GcScan): string | undefined =>
  entries(folder)
    .filter(isPhp)
    .map(({ path }) => textOwner(reader.text(path)))
    .find((owner) => owner?.uuid === uuid)?.context

/** How to remove an orphaned folder. A folder with other sites only loses its mark. */
const fixOf = (path: string, scan: GcScan): string => {
  const isShared = rootsOf(scan).some((root) => path === root || path === posix.join(root, 'sites'))
  return isShared
    ? command`rm ${posix.join(path, ownerFile)}; keep the folder, it contains other sites`
    : command`back up what you need of it, then rm -r ${path}`
}

const folderOrphan = (path: string, uuid: string, scan: GcScan): Orphan => {
  const context = nameIn(path, uuid, scan)
  return {
    kind: 'directory',
    where: path,
    ...(context === undefined ? {} : { context }),
    uuid,
    why: `no context has the uuid in its ${ownerFile}`,
    fix: fixOf(path, scan),
    removable: false,
  }
}

const markedFolders = (root: string, scan: GcScan): readonly Orphan[] =>
  foldersOf(root, scan).flatMap((path) => {
    const uuid = scan.reader.text(posix.join(path, ownerFile))?.trim()
    return uuid === undefined || scan.known.uuids.has(uuid) ? [] : [folderOrphan(path, uuid, scan)]
  })

/** Settings that all sites of a code base share. */
const markedSettings = (root: string, { entries, reader, known }: GcScan): readonly Orphan[] =>
  entries(root)
    .filter(isPhp)
    .flatMap(({ path }) => {
      const owner = textOwner(reader.text(path))
      if (owner === undefined || known.uuids.has(owner.uuid)) return []
      const why = 'no context has the uuid in its first lines'
      return [{ kind: 'file', where: path, ...owner, why, fix: command`rm ${path}`, removable: false } as const]
    })

/** Finds files and folders in code bases that were created for contexts that no longer exist. */
export const codeBaseOrphans: FindOrphans = (initialScan) =>
  rootsOf(initialScan).map((root) => ({
    name: root,
    isShared: true,
    find: (scan) => [...markedFolders(root, scan), ...markedSettings(root, scan)],
    folders: (scan) => foldersOf(root, scan),
  }))
