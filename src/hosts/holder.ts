import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ignoringMissing } from './local/missing.js'

/** A running task: who holds a lock or writes a journal. A pid alone is not enough, for pids are used again. */
export interface Holder {
  readonly pid: number
  /** Clock ticks between boot and the start of the process: field 22 of /proc/PID/stat. */
  readonly started: string
  readonly boot: string
  readonly user: string
  readonly task: string
  /** ISO 8601. */
  readonly since: string
}

/** States of a process that has ended, though its parent has not asked for it yet. */
const ended = new Set(['Z', 'X'])

const startOf = (pid: number | 'self'): string | undefined => {
  const stat = ignoringMissing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = stat?.replace(/^.*\) /s, '').split(' ') ?? []
  return ended.has(fields[0] ?? '') ? undefined : fields[19]
}

const bootId = (): string =>
  ignoringMissing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? ''

/** This process, about to do `task`. */
export const holderOf = (task: string): Holder => ({
  pid: process.pid,
  started: startOf('self') ?? '',
  boot: bootId(),
  user: userInfo().username,
  task,
  since: new Date().toISOString(),
})

export const isAlive = ({ pid, started, boot }: Holder): boolean => boot === bootId() && startOf(pid) === started

export const describeHolder = ({ user, pid, task, since }: Holder): string =>
  `${user} (pid ${pid}): ${task}, since ${since}`
