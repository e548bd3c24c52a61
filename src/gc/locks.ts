import { readHolder } from '../engine/locks.js'
import type { Entry } from '../hosts/local/entries.js'
import { type Holder, describeHolder, isAlive } from '../hosts/holder.js'
import { command } from '../lib/shell-word.js'
import { type Orphan, removedByGc } from '../services/orphan.js'
import type { Scan } from './scan.js'
import { inHome } from '../lib/home-folders.js'
import { decoded } from '../lib/decoded.js'

export interface LockFile extends Entry {
  /** The name of the lock. */
  readonly subject: string
  readonly holder: Holder
}

/** Locks that are being created. They get their final name once they are complete. */
const unfinished = /~[0-9a-f]{12}$/

export const lockFiles = ({ home, entries }: Pick<Scan, 'home' | 'entries'>): readonly LockFile[] =>
  entries(inHome(home, 'locks')).flatMap((entry) => {
    const holder = entry.name.startsWith('.') || entry.kind !== 'file' ? undefined : readHolder(entry.path)
    const name = entry.name.replace(unfinished, '')
    const subject = decoded(name) ?? name
    return holder === undefined ? [] : [{ ...entry, subject, holder }]
  })

const contextOf = (subject: string): { readonly context?: string } => {
  const [name = ''] = subject.split('~')
  return name.startsWith('@') ? { context: name } : {}
}

/** A lock without a readable holder lost its text in a power failure. */
const whyVoid = (holder: Holder): string =>
  holder.pid === 0 ? 'it names no holder' : `its task is dead: ${describeHolder(holder)}`

const lockFound = ({ name, path, subject, holder }: LockFile, { reader, changedAt }: Scan): Orphan => ({
  kind: unfinished.test(name) ? 'temporary' : 'lock',
  where: path,
  ...contextOf(subject),
  why: whyVoid(holder),
  fix: removedByGc,
  removable: true,
  text: reader.text(path) ?? '',
  ...(holder.pid === 0 ? { since: changedAt(path) ?? 0 } : {}),
})

/** A lock is created empty and written at once. Its task may hold nothing else yet. */
const longestWriteMilliseconds = 60_000

const isBeingWritten = ({ name, path, holder }: LockFile, { changedAt }: Scan): boolean =>
  unfinished.test(name) && holder.pid === 0 && Date.now() - (changedAt(path) ?? 0) < longestWriteMilliseconds

/** What is among the locks and is none. No task can take a lock of its name. */
const inTheWay = ({ home, entries }: Scan): readonly Orphan[] =>
  entries(inHome(home, 'locks'))
    .filter(({ kind }) => kind !== 'file')
    .map(({ path, kind }) => ({
      kind: 'lock',
      where: path,
      why: `it is ${kind === 'other' ? 'no file' : `a ${kind}`}, and no lock`,
      fix: command`rm -r ${path}`,
      removable: false,
    }))

/** Locks of dead processes, and what is in their way. */
export const voidLocks = (scan: Scan): readonly Orphan[] => [
  ...lockFiles(scan)
    .filter((lock) => !isAlive(lock.holder) && !isBeingWritten(lock, scan))
    .map((lock) => lockFound(lock, scan)),
  ...inTheWay(scan),
]
