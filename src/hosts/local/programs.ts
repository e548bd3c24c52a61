import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { idVariable } from '../programs.js'
import { ProvisionError } from '../../errors.js'
import { command } from '../../lib/shell-word.js'

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    // It has ended, or belongs to another user.
    return ''
  }
}

const processesOf = (id: string): readonly number[] => {
  const entry = `\0${idVariable}=${id}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `\0${environmentOf(pid)}`.includes(entry))
    .map(Number)
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

const patienceMilliseconds = 10_000
const pollMilliseconds = 10

/** Kills the processes of a program, and waits until they are gone. */
export const endProgram = async (id: string): Promise<void> => {
  const until = Date.now() + patienceMilliseconds
  for (let pids = processesOf(id); pids.length > 0; pids = processesOf(id)) {
    if (Date.now() > until)
      throw new ProvisionError('PROVISION_PROCESS_ERROR', `the process ${pids.join(', ')} cannot be killed`, {
        fix: command`end it, then retry: ps -fp ${pids.join(',')}`,
      })
    pids.forEach(kill)
    await delay(pollMilliseconds)
  }
}
