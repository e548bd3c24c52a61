import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError } from '../../errors.js'

/** Environment variable that all processes of a program inherit, also those that outlive it. */
export const markVariable = 'PROVISION_PROGRAM'

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    // It has ended, or belongs to another user.
    return ''
  }
}

const processesOf = (mark: string): readonly number[] => {
  const entry = `\0${markVariable}=${mark}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const environment = `\0${environmentOf(pid)}`
      return environment.includes(`${entry}\0`) || environment.includes(`${entry}/`)
    })
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

/** Kills the processes of a program or a task, and waits until they are gone. */
export const endPrograms = async (mark: string): Promise<void> => {
  const until = Date.now() + patienceMilliseconds
  for (let pids = processesOf(mark); pids.length > 0; pids = processesOf(mark)) {
    if (Date.now() > until)
      throw new ProvisionError('PROVISION_PROCESS_ERROR', `the process ${pids.join(', ')} cannot be killed`, {
        fix: `end it, then retry: ps -fp ${pids.join(',')}`,
      })
    pids.forEach(kill)
    await delay(pollMilliseconds)
  }
}
