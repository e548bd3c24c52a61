import type { Engine } from '../engine/engine.js'
import { breakStaleLock, readHolder } from '../engine/locks.js'
import { endHolder, holderOf, isAlive } from '../hosts/holder.js'
import { savingLock } from '../planning/drafting/saving.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { GarbageReport, TaskOptions, TaskReport } from './api.js'
import { executionOf, runWanted } from './run.js'
import type { Session } from './session.js'
import type { Orphan } from '../services/orphan.js'
import { defaultStages } from '../steps/common/stages.js'
import { type Busy, busyWarnings, busyWith, isUsed } from '../gc/busy.js'
import { findAtOnce, findIn, placesOf } from '../gc/find.js'
import { refuseDamaged } from '../gc/known-contexts.js'
import { isBuried, removalIntent, subjectOf, titleOf } from '../gc/removals.js'
import { readTasks } from '../gc/running.js'
import { type Scan, scanOf } from '../gc/scan.js'

const name = 'provision-gc'

interface Seen {
  /** What nobody owns, and no task uses. */
  readonly orphans: readonly Orphan[]
  readonly failures: GarbageReport['failures']
  readonly busy: Busy
  /** Whether something was left out because a task uses it. */
  readonly isAnythingUsed: boolean
}

const unused = (orphans: readonly Orphan[], scan: Scan) => {
  const busy = busyWith(readTasks(scan, name))
  const free = orphans.filter((one) => !isUsed(one, busy, Date.now()))
  return { orphans: free, busy, isAnythingUsed: free.length < orphans.length }
}

/** First the contexts, then what is there, then who is at work. */
const look = async (session: Session, { world }: Engine): Promise<Seen> => {
  const scan = scanOf(session.planAnew(), world.database)
  await refuseDamaged(scan.known)
  const { orphans, failures } = await findIn(placesOf(scan), scan)
  return { ...unused(orphans, scan), failures }
}

const whereOf = ({ where }: Orphan): string => where

/** What counts is what two looks have found: a task may have begun, or ended, during the first. */
const lookTwice = async (session: Session, engine: Engine): Promise<Seen> => {
  const first = await look(session, engine)
  if (first.orphans.length === 0) return first
  const second = await look(session, engine)
  const before = new Set(first.orphans.map(whereOf))
  return { ...second, orphans: second.orphans.filter(({ where }) => before.has(where)) }
}

const noDatabase: Scan['database'] = () => Promise.reject(new Error('what needs a connection is not asked again'))

/** Those of the orphans that are nobody's still. */
const stillOrphans = (orphans: readonly Orphan[], planning: TaskPlanning): readonly Orphan[] => {
  const scan = scanOf(planning, noDatabase)
  if (scan.known.damaged.length > 0) return []
  const now = new Set(unused(findAtOnce(placesOf(scan), scan), scan).orphans.map(whereOf))
  return orphans.filter(({ where }) => now.has(where))
}

/** A context that is saved meanwhile keeps what is its own: what is planned once more is looked for once more. */
const remove = async (
  orphans: readonly Orphan[],
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  if (orphans.length === 0) return []
  return runWanted(
    { name, stages: defaultStages, locks: [savingLock] },
    {
      contexts: [...new Set(orphans.map(subjectOf))],
      takesUnknown: true,
      renders: false,
      want: (planning) => {
        const still = stillOrphans(orphans, planning)
        return { intent: (subject) => removalIntent(subject, still) }
      },
    },
    session,
    options,
  )
}

const bury = ({ where }: Orphan): boolean => {
  const [dead, self] = [readHolder(where), holderOf(name)]
  try {
    if (dead !== undefined && !isAlive(dead)) breakStaleLock(where, dead, self)
    return readHolder(where) === undefined
  } finally {
    endHolder(self)
  }
}

interface Removed {
  readonly wheres: ReadonlySet<string>
  readonly failures: GarbageReport['failures']
  readonly leftOver: readonly string[]
}

const nothing: Removed = { wheres: new Set(), failures: [], leftOver: [] }

const removeAll = async (orphans: readonly Orphan[], session: Session, options: TaskOptions): Promise<Removed> => {
  const removable = orphans.filter((one) => one.removable)
  const reports = await remove(
    removable.filter((one) => !isBuried(one)),
    session,
    options,
  )
  const titles = new Set(reports.flatMap(({ changes }) => changes.map(({ title }) => title)))
  const gone = removable.filter((one) => (isBuried(one) ? bury(one) : titles.has(titleOf(one))))
  return {
    wheres: new Set(gone.map(whereOf)),
    failures: reports.flatMap(({ error }) => error ?? []),
    leftOver: reports.flatMap(({ leftOver }) => leftOver),
  }
}

const reportOf = ({ orphans, failures, busy, isAnythingUsed }: Seen, removed: Removed): GarbageReport => ({
  findings: orphans.map(({ concerns: _, since: __, text: ___, ...finding }) => ({
    ...finding,
    removed: removed.wheres.has(finding.where),
  })),
  warnings: busyWarnings(busy, isAnythingUsed),
  failures: [...failures, ...removed.failures],
  leftOver: removed.leftOver,
})

/** Finds what nobody owns, and removes what of it is scratch. */
export const collectGarbage = async (session: Session, options: TaskOptions): Promise<GarbageReport> => {
  if (!session.planning.here.exists(session.home)) return { findings: [], warnings: [], failures: [], leftOver: [] }
  const seen = await session.withWritingEngine(name, options, (engine) => lookTwice(session, engine))
  const { planOnly } = executionOf(options)
  return reportOf(seen, planOnly ? nothing : await removeAll(seen.orphans, session, options))
}
