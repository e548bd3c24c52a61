import { ensureDirSync } from 'fs-extra/esm'
import { linkSync, lstatSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError } from '../errors.js'
import { regularText } from '../hosts/local/regular-file.js'
import { command } from '../lib/shell-word.js'
import { type Holder, describeHolder, isAlive, isSameHolder } from '../hosts/holder.js'
import { inHome } from '../lib/home-folders.js'

export interface Lock {
  readonly release: () => void
}

/** The locks that were acquired, and who holds the others. */
export interface AcquiredLocks extends Lock {
  readonly refused: ReadonlyMap<string, Locked>
}

const pollMilliseconds = 15

/** Holder of a lock that cannot be read, such as a file that lost its text in a power failure. */
const nobody: Holder = { pid: 0, started: '', boot: '', user: '', task: '', since: '' }

const holderIn = (text: string): Holder => {
  try {
    return { ...nobody, ...(JSON.parse(text) as Holder) }
  } catch {
    return nobody
  }
}

export const readHolder = (path: string): Holder | undefined => {
  const text = regularText(path)
  return text === undefined ? undefined : holderIn(text)
}

/** Creates a lock under another name and links it, so that it appears whole or not at all. */
const linkLock = (path: string, holder: Holder): boolean => {
  const temporary = `${path}~${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, JSON.stringify(holder), { mode: 0o600, flag: 'wx' })
    linkSync(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/**
 * Removes the lock of a dead holder. Only the holder of the take-over lock may do so, and only while the lock still
 * names the dead one. Otherwise two processes that saw the same dead holder could both continue.
 */
export const breakStaleLock = (path: string, dead: Holder, holder: Holder): void => {
  const takeover = tryLock(`${path}~takeover`, holder)
  if (!('release' in takeover)) return
  if (isSameHolder(dead, readHolder(path))) unlinkSync(path)
  takeover.release()
}

/** Removes the lock only if it still names this holder: another task may have taken it over. */
const releaseLock = (path: string, holder: Holder): void => {
  if (isSameHolder(holder, readHolder(path))) unlinkSync(path)
}

/** Whether something is there that is no lock, and never goes. */
const isInTheWay = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === false

const inTheWay = (path: string): ProvisionError =>
  new ProvisionError('PROVISION_LOCKED', `${path} is in the way of a lock, and is none`, {
    fix: command`rm -r ${path}`,
  })

/** Returns the lock, or who holds it. */
const tryLock = (path: string, holder: Holder): Lock | Holder => {
  for (;;) {
    if (linkLock(path, holder)) return { release: () => releaseLock(path, holder) }
    const present = readHolder(path)
    if (present === undefined && isInTheWay(path)) throw inTheWay(path)
    if (present === undefined) continue
    if (isAlive(present)) return present
    breakStaleLock(path, present, holder)
  }
}

export class Locked extends ProvisionError {
  constructor(subject: string, holder: Holder) {
    super('PROVISION_LOCKED', `${subject} is locked by ${describeHolder(holder)}`, {
      fix: 'wait for it with --wait, or --wait=SECONDS',
      ...(subject.startsWith('@') ? { context: subject } : {}),
    })
  }
}

/** Contexts keep their `@`, so that no shared lock has the name of a context. No name contains `~`. */
const lockName = (subject: string): string => encodeURIComponent(subject).replace(/^%40/, '@')

const locksFolder = (home: string): string => inHome(home, 'locks')

/** The holder of a context's lock, alive or dead. */
export const lockHolder = (home: string, subject: string): Holder | undefined =>
  readHolder(join(locksFolder(home), lockName(subject)))

/** Locks are files that name their holder. The lock of a dead holder is void. */
export class Locks {
  readonly #folder: string

  constructor(
    home: string,
    readonly holder: Holder,
  ) {
    this.#folder = locksFolder(home)
  }

  /** Waits up to `waitSeconds`, then throws `Locked`. Throws the signal's reason when aborted. */
  async acquire(subject: string, waitSeconds = 0, signal?: AbortSignal): Promise<Lock> {
    ensureDirSync(this.#folder, 0o700)
    const until = Date.now() + waitSeconds * 1000
    for (;;) {
      const lock = tryLock(join(this.#folder, lockName(subject)), this.holder)
      if ('release' in lock) return lock
      signal?.throwIfAborted()
      if (Date.now() >= until) throw new Locked(subject, lock)
      await delay(pollMilliseconds)
    }
  }

  /** Locks all or none. Everybody locks in the same order, so two tasks never wait for each other. */
  async acquireAll(subjects: readonly string[], waitSeconds = 0): Promise<Lock> {
    const held = await this.acquireFree(subjects, waitSeconds)
    const [refused] = held.refused.values()
    if (refused === undefined) return held
    held.release()
    throw refused
  }

  /** Locks all that nobody else holds for longer than `waitSeconds`. */
  async acquireFree(subjects: readonly string[], waitSeconds = 0, signal?: AbortSignal): Promise<AcquiredLocks> {
    const held: Lock[] = []
    const refused = new Map<string, Locked>()
    const until = Date.now() + waitSeconds * 1000
    const release = () => held.splice(0).forEach((lock) => lock.release())
    for (const subject of [...new Set(subjects)].sort())
      try {
        held.push(await this.acquire(subject, (until - Date.now()) / 1000, signal))
      } catch (error) {
        if (error instanceof Locked) refused.set(subject, error)
        else {
          release()
          throw error
        }
      }
    return { release, refused }
  }
}
