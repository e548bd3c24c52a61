import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ignoringMissing } from './local/missing.js'

/** A running task that holds a lock or writes a journal. A pid alone is not enough, because pids are reused. */
export interface Holder {
  /** Id of the task, because a process may run several. Version 0.1.0 wrote none. */
  readonly id?: string
  readonly pid: number
  /** Clock ticks between boot and the start of the process: field 22 of /proc/PID/stat. */
  readonly started: string
  readonly boot: string
  readonly user: string
  readonly task: string
  /** ISO 8601. */
  readonly since: string
}

/** States of a process that has ended and whose parent has not collected it yet. */
const ended = new Set(['Z', 'X'])

const startOf = (pid: number | 'self'): string | undefined => {
  const stat = ignoringMissing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = stat?.replace(/^.*\) /s, '').split(' ') ?? []
  return ended.has(fields[0] ?? '') ? undefined : fields[19]
}

const bootId = (): string =>
  ignoringMissing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? ''

/** Tasks of this process that have not ended. */
const running = new Set<string>()

/** Starts a task in this process. It counts as running until `endHolder`. */
export const holderOf = (task: string): Holder => {
  const id = randomBytes(6).toString('hex')
  running.add(id)
  return { id, ...thisProcess(), task, since: new Date().toISOString() }
}

export const endHolder = ({ id }: Holder): void => {
  if (id !== undefined) running.delete(id)
}

const thisProcess = () => ({
  pid: process.pid,
  started: startOf('self') ?? '',
  boot: bootId(),
  user: userInfo().username,
})

const isEnded = ({ pid, id }: Holder): boolean => pid === process.pid && id !== undefined && !running.has(id)

/** Whether the task may still be running: its process lives and has not ended the task. */
export const isAlive = (holder: Holder): boolean =>
  holder.boot === bootId() && startOf(holder.pid) === holder.started && !isEnded(holder)

export const isSameHolder = (left: Holder, right: Holder | undefined): boolean =>
  left.pid === right?.pid && left.started === right.started && left.since === right.since && left.id === right.id

export const describeHolder = ({ user, pid, task, since }: Holder): string =>
  `${user} (pid ${pid}): ${task}, since ${since}`
