import { type ContextRecord, isInstalled, isVerified } from '../contexts/record.js'
import { type DataKnown, readSeen, seenPath } from '../steps/common/seen.js'
import type { TaskPlanning } from './planning.js'

/** How a task treats data that is gone, and what is there already. */
export interface Handling {
  /** Whether the user lets the context take over what is there without an owner. */
  readonly adopt?: boolean
  readonly lossAccepted?: boolean
  /** Whether the permissions of everything in its folders are set, too. */
  readonly fixesPermissions?: boolean
  readonly onlyLooks?: boolean
}

/** What is known of the data of a context. */
export const dataKnown = (
  { name, uuid }: ContextRecord,
  planning: TaskPlanning,
  { adopt: _, fixesPermissions: __, ...handling }: Handling = {},
): DataKnown => {
  const stored = planning.store.stored(name)
  const seen = readSeen(planning.here.text(seenPath(planning.here.home, name)), uuid)
  return {
    uuid,
    expected: stored !== undefined && isVerified(stored),
    isInstalled: stored !== undefined && isInstalled(stored),
    ...(seen === undefined ? {} : { seen }),
    ...handling,
  }
}
