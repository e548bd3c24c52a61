import { openJournals } from '../engine/journal/read.js'
import { abandonedJournals } from '../engine/abandoned-journals.js'
import { type Holder, isAlive } from '../hosts/holder.js'
import type { ActiveTasks } from './busy.js'
import type { Scan } from './scan.js'
import { lockFiles } from './locks.js'

/** The present tasks of a home, except tasks of the given name in this process, because these ask. */
export const readTasks = (place: Pick<Scan, 'home' | 'entries'>, asking: string): ActiveTasks => {
  const isOurs = ({ pid, task }: Holder): boolean => pid === process.pid && task === asking
  const isAtWork = (holder: Holder): boolean => !isOurs(holder) && isAlive(holder)
  const locks = new Map(
    lockFiles(place).flatMap(({ subject, holder }) => (isAtWork(holder) ? [[subject, holder] as const] : [])),
  )
  const open = openJournals(place.home).filter(({ header: { holder } }) => !isOurs(holder))
  const writing = open.map(({ header }) => header.holder).filter(isAtWork)
  return { open, abandoned: abandonedJournals(place.home), locks, running: [...locks.values(), ...writing] }
}
