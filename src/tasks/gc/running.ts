import { openJournals } from '../../engine/journal/read.js'
import { brokenJournals } from '../../engine/broken.js'
import { type Holder, isAlive } from '../../hosts/holder.js'
import type { AtWork } from './busy.js'
import type { Sight } from './found.js'
import { lockFiles } from './locks.js'

const isSame = (one: Holder, other: Holder): boolean => one.pid === other.pid && one.started === other.started

/** The tasks of a home at this moment, this process's own left out. */
export const readTasks = (place: Pick<Sight, 'home' | 'entries'>, self: Holder): AtWork => {
  const isOther = (holder: Holder): boolean => !isSame(holder, self) && isAlive(holder)
  const locks = new Map(
    lockFiles(place).flatMap(({ subject, holder }) => (isOther(holder) ? [[subject, holder] as const] : [])),
  )
  const open = openJournals(place.home).filter(({ header: { holder } }) => !isSame(holder, self))
  const writing = open.map(({ header }) => header.holder).filter(isOther)
  return { open, broken: brokenJournals(place.home), locks, running: [...locks.values(), ...writing] }
}
