import { posix } from 'node:path'
import { openFolder } from '../engine/journal/folders.js'
import { keptIds } from '../engine/kept.js'
import type { Entry } from '../hosts/local/entries.js'
import { targetOfTemporary } from '../hosts/local/writes.js'
import { inHome } from '../lib/home-folders.js'
import { command } from '../lib/shell-word.js'
import { type Orphan, removedByGc } from '../services/orphan.js'
import { asideIn } from '../steps/common/aside.js'
import { ownerFile } from '../steps/common/owner-tag.js'
import type { Scan } from './scan.js'

/** Folders with a file for each context. */
const ofContexts = ['contexts', 'secrets', 'seen'] as const

const contextOf = (path: string, home: string): { readonly context?: string } => {
  const [folder, name] = [posix.dirname(path), posix.basename(path)]
  const isOfContext = ofContexts.some((place) => folder === inHome(home, place))
  return isOfContext && name.endsWith('.json') ? { context: `@${name.slice(0, -'.json'.length)}` } : {}
}

const temporary = ({ name, path }: Entry, { home, changedAt }: Scan): readonly Orphan[] => {
  const target = targetOfTemporary(name)
  if (target === undefined) return []
  const final = posix.join(posix.dirname(path), target)
  return [
    {
      kind: 'temporary',
      where: path,
      ...contextOf(final, home),
      why: `its writer died before it became ${target}`,
      fix: removedByGc,
      removable: true,
      concerns: [final],
      since: changedAt(path) ?? 0,
    },
  ]
}

const aside = ({ name, path }: Entry, kept: ReadonlySet<string>, { home, reader }: Scan): readonly Orphan[] => {
  const moved = asideIn(name)
  if (moved === undefined || kept.has(moved.journal)) return []
  const { before, journal } = moved
  const original = posix.join(posix.dirname(path), before)
  const uuid = reader.text(posix.join(path, ownerFile))?.trim()
  return [
    {
      kind: 'aside',
      where: path,
      ...contextOf(original, home),
      ...(uuid === undefined ? {} : { uuid }),
      why: `${before}, moved aside by the task ${journal}, which is no longer open`,
      fix: command`back up what you need of it, then rm -r ${path}`,
      removable: false,
      concerns: [journal, original],
    },
  ]
}

/** Finds half-written files, and files moved aside that no undo needs. */
export const leftovers = (folders: readonly string[], scan: Scan): readonly Orphan[] => {
  const kept = new Set(keptIds(scan.home))
  return folders.flatMap(scan.entries).flatMap((entry) => [...temporary(entry, scan), ...aside(entry, kept, scan)])
}

/** Folders of the home that tasks write to for contexts themselves. */
export const foldersOfContexts = ({ home, claims }: Scan): readonly string[] => [
  ...ofContexts.map((name) => inHome(home, name)),
  openFolder(home),
  ...claims.declared.namespaces.map((namespace) => claims.folder(namespace)),
]
