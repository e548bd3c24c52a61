import { appendFileSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Locks } from '../../src/engine/locks.js'
import { holderOf } from '../../src/hosts/holder.js'

const [home = '', rounds = '0', dies = ''] = process.argv.slice(2)
const inside = join(home, 'inside')

const lives = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z')
  } catch {
    return false
  }
}

/** Where only one may be; somebody who died there is no longer there. */
const enter = (): void => {
  try {
    writeFileSync(inside, String(process.pid), { flag: 'wx' })
  } catch {
    if (lives(Number(readFileSync(inside, 'utf8')))) appendFileSync(join(home, 'violations'), `${process.pid}\n`)
    writeFileSync(inside, String(process.pid))
  }
}

const locks = new Locks(home, holderOf('contend'))
const contend = async (): Promise<void> => {
  for (let round = 0; round < Number(rounds); round++) {
    const lock = await locks.acquire('@shared', 60)
    enter()
    await delay(1)
    if (dies !== '' && round === Number(dies)) process.kill(process.pid, 'SIGKILL')
    unlinkSync(inside)
    lock.release()
    appendFileSync(join(home, 'rounds'), '.')
  }
}
void contend()
