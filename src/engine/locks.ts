import { ensureDirSync } from 'fs-extra/esm'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError } from '../errors.js'
import { ignoringMissing } from '../hosts/missing.js'
import { type Holder, describeHolder, isAlive } from '../hosts/holder.js'

export interface Lock {
  readonly release: () => void
}

const pollMilliseconds = 15

const readHolder = (path: string): Holder | undefined => {
  const text = ignoringMissing(() => readFileSync(path, 'utf8'))
  return text === undefined ? undefined : (JSON.parse(text) as Holder)
}

/** A lock appears whole or not at all: it is written under another name and linked. */
const linkLock = (path: string, holder: Holder): boolean => {
  const written = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(written, JSON.stringify(holder), { mode: 0o644, flag: 'wx' })
  try {
    linkSync(written, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(written)
  }
}

const sameHolder = (one: Holder, other: Holder | undefined): boolean =>
  one.pid === other?.pid && one.started === other.started && one.since === other.since

/**
 * Removes the lock of a dead holder. Only who holds the lock on the take-over may, and only while the dead one
 * is still named: otherwise two processes that saw the same dead holder could both go on.
 */
const buryDead = (path: string, dead: Holder, holder: Holder): void => {
  const burial = tryLock(`${path}.takeover`, holder)
  if (!('release' in burial)) return
  if (sameHolder(dead, readHolder(path))) unlinkSync(path)
  burial.release()
}

/** The lock, or who holds it. */
const tryLock = (path: string, holder: Holder): Lock | Holder => {
  for (;;) {
    if (linkLock(path, holder)) return { release: () => unlinkSync(path) }
    const present = readHolder(path)
    if (present === undefined) continue
    if (isAlive(present)) return present
    buryDead(path, present, holder)
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

/** Locks are files that name their holder; a lock whose holder is dead is void. */
export class Locks {
  readonly #folder: string

  constructor(
    home: string,
    readonly holder: Holder,
  ) {
    this.#folder = join(home, 'locks')
  }

  /** Waits for `waitSeconds` at most; throws `Locked` after that. */
  async acquire(subject: string, waitSeconds = 0): Promise<Lock> {
    ensureDirSync(this.#folder, 0o711)
    const until = Date.now() + waitSeconds * 1000
    for (;;) {
      const lock = tryLock(join(this.#folder, subject.replace(/^@/, '')), this.holder)
      if ('release' in lock) return lock
      if (Date.now() >= until) throw new Locked(subject, lock)
      await delay(pollMilliseconds)
    }
  }

  /** All or none, in one order for everybody, so that two tasks never wait for each other. */
  async acquireAll(subjects: readonly string[], waitSeconds = 0): Promise<Lock> {
    const held: Lock[] = []
    const release = () => held.splice(0).forEach((lock) => lock.release())
    try {
      for (const subject of [...new Set(subjects)].sort()) held.push(await this.acquire(subject, waitSeconds))
    } catch (error) {
      release()
      throw error
    }
    return { release }
  }
}
