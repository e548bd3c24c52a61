import { basename, posix } from 'node:path'
import type { Entry } from '../../hosts/local/entries.js'
import { targetOfTemporary } from '../../hosts/local/writes.js'
import { ownerFile } from '../../steps/common/owner-tag.js'
import { type Found, type Sight, removedByGc, shellWord } from './found.js'

/** As the removal step moves aside, with the journal that moved it. */
const asidePattern = /^\.(.+)\.removed-(\d{8}T\d{6}(?:\d{3})?-[0-9a-f]{8})$/

/** What something that was moved aside was called before. */
export const asideName = (name: string): string | undefined => asidePattern.exec(name)?.[1]

const named = (home: string, path: string): { readonly context?: string } => {
  const folder = posix.dirname(path)
  const [, name] = /^(.+)\.json$/.exec(basename(path)) ?? []
  const isOfContext = ['contexts', 'secrets'].some((place) => folder === posix.join(home, place))
  return isOfContext && name !== undefined ? { context: `@${name}` } : {}
}

const temporary = ({ name, path }: Entry, { home, changedAt }: Sight): readonly Found[] => {
  const target = targetOfTemporary(name)
  if (target === undefined) return []
  const instead = posix.join(posix.dirname(path), target)
  return [
    {
      kind: 'temporary',
      where: path,
      ...named(home, instead),
      why: `whoever wrote it is dead: it never became ${target}`,
      fix: removedByGc,
      removable: true,
      concerns: [instead],
      since: changedAt(path) ?? 0,
    },
  ]
}

const aside = ({ name, path }: Entry, { home, look }: Sight): readonly Found[] => {
  const [, before, journal] = asidePattern.exec(name) ?? []
  if (before === undefined || journal === undefined) return []
  const instead = posix.join(posix.dirname(path), before)
  const uuid = look.text(posix.join(path, ownerFile))?.trim()
  return [
    {
      kind: 'aside',
      where: path,
      ...named(home, instead),
      ...(uuid === undefined ? {} : { uuid }),
      why: `${before}, moved aside by the task ${journal}, which is not open any more`,
      fix: `keep what is wanted of it, then rm -r ${shellWord(path)}`,
      removable: false,
      concerns: [journal, instead],
    },
  ]
}

/** Temporary neighbours of files that were never completed. */
export const temporaries = (folders: readonly string[], sight: Sight): readonly Found[] =>
  folders.flatMap(sight.entries).flatMap((entry) => temporary(entry, sight))

/** What was moved aside and never removed. */
export const asides = (folders: readonly string[], sight: Sight): readonly Found[] =>
  folders.flatMap(sight.entries).flatMap((entry) => aside(entry, sight))

/** The folder, and all below it. */
const andBelow = (folder: string, sight: Sight): readonly string[] => [
  folder,
  ...sight
    .entries(folder)
    .filter(({ kind, name }) => kind === 'directory' && asideName(name) === undefined)
    .flatMap(({ path }) => andBelow(path, sight)),
]

/** Folders of the home that tasks write to. */
export const homeFolders = (sight: Sight): readonly string[] => {
  const own = ['contexts', 'secrets', 'journal/open'].map((name) => posix.join(sight.home, name))
  const claimed = sight.claims.declared.namespaces.map((namespace) => sight.claims.folder(namespace))
  return [...own, ...claimed, ...andBelow(posix.join(sight.home, 'config'), sight)]
}

/** Folders of a code base that tasks write to. */
export const rootFolders = (root: string, { entries }: Sight): readonly string[] => {
  const sites = posix.join(root, 'sites')
  const each = entries(sites).filter(({ kind, name }) => kind === 'directory' && asideName(name) === undefined)
  return [root, sites, ...each.map(({ path }) => path)]
}
