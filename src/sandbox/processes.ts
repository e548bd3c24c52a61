import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Words } from '../hosts/host.js'

/** Identifies a process, even if a later one has the same pid. */
export interface Running {
  readonly pid: number
  /** Clock ticks between boot and the start of the process. */
  readonly started: string
}

const pollMilliseconds = 10

const attempt = <Value>(read: () => Value): Value | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

// The fields of /proc/PID/stat after the command, which may contain spaces and brackets.
const statOf = (pid: number) => {
  const fields = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
    ?.replace(/^.*\) /s, '')
    .split(' ')
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { group: Number(fields[2]), session: Number(fields[3]), started: fields[19] ?? '' }
}

const commandOf = (pid: number): string => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? ''

/** The process `pid`, if it is running and was started with the configuration file. */
export const processOf = (pid: number, configuration: string): Running | undefined => {
  const stat = statOf(pid)
  return stat !== undefined && commandOf(pid).includes(configuration) ? { pid, started: stat.started } : undefined
}

export const isRunning = ({ pid, started }: Running): boolean => statOf(pid)?.started === started

/** The process in a pid file, if it was started with the configuration file. */
export const processOfPidFile = (pidFile: string, configuration: string): Running | undefined => {
  const pid = Number(attempt(() => readFileSync(pidFile, 'latin1').trim()))
  return Number.isInteger(pid) && pid > 1 ? processOf(pid, configuration) : undefined
}

/** Starts a server in its own session, with the same user but without the environment and streams of the caller. */
export const launch = async ([program, ...words]: Words, log: string, cwd: string): Promise<Running> => {
  const output = openSync(log, 'a', 0o600)
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin', LANG: 'C.UTF-8' }
  const child = spawn(program, words, { detached: true, stdio: ['ignore', output, output], cwd, env })
  closeSync(output)
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  const pid = child.pid ?? 0
  return { pid, started: statOf(pid)?.started ?? '' }
}

const send = (pid: number, signal: NodeJS.Signals): void => void attempt(() => process.kill(pid, signal))

const until = async (holds: () => boolean, seconds: number): Promise<boolean> => {
  const end = Date.now() + seconds * 1000
  while (!holds()) {
    if (Date.now() > end) return false
    await delay(pollMilliseconds)
  }
  return true
}

// After an upgrade of the package, Linux marks the program of a running process as deleted.
const programOf = (pid: number): string | undefined =>
  attempt(() => readlinkSync(`/proc/${pid}/exe`))?.replace(/ \(deleted\)$/, '')

/** Workers without their master: processes in its session that run the same program. */
const orphansOf = (leader: number, program: string): readonly number[] => {
  const real = attempt(() => realpathSync(program)) ?? program
  const isOrphan = (pid: number): boolean => {
    const stat = pid === leader ? undefined : statOf(pid)
    return stat?.session === leader && stat.group === leader && programOf(pid) === real
  }
  return readdirSync('/proc').map(Number).filter(isOrphan)
}

/** Kills the workers of a dead master, but no later process with the same pid. */
export const endOrphans = async ({ pid }: Running, program: string): Promise<void> => {
  const orphans = () => (statOf(pid) === undefined ? orphansOf(pid, program) : [])
  for (const orphan of orphans()) send(orphan, 'SIGKILL')
  await until(() => orphans().length === 0, 5)
}

/** Terminates a server, and kills it after `seconds`. Returns when it has ended. */
export const end = async (running: Running, program: string, seconds: number): Promise<void> => {
  if (isRunning(running)) send(running.pid, 'SIGTERM')
  if (!(await until(() => !isRunning(running), seconds))) send(running.pid, 'SIGKILL')
  await until(() => !isRunning(running), 10)
  await endOrphans(running, program)
}
