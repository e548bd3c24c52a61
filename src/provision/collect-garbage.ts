import type { Engine } from '../engine/engine.js'
import { breakStaleLock, readHolder } from '../engine/locks.js'
import { endHolder, holderOf, isAlive } from '../hosts/holder.js'
import { savingLock } from '../planning/drafting/saving.js'
import type { TaskPlanning } from '../planning/planning.js'
import { recoverKeptFailed } from '../engine/recover.js'
import type { GarbageReport, GcOptions, TaskOptions, TaskReport } from './api.js'
import { recoveryReports } from './reports.js'
import { executionOf, executeRun } from './run.js'
import type { Session } from './session.js'
import type { Orphan } from '../services/orphan.js'
import { defaultStages } from '../steps/common/stages.js'
import { type Busy, busyWarnings, busyWith, isUsed } from '../gc/busy.js'
import { findLocally, findIn, placesOf } from '../gc/find.js'
import { refuseDamaged } from '../gc/known-contexts.js'
import { isStaleLock, removalIntent, subjectOf, titleOf } from '../gc/removals.js'
import { readTasks } from '../gc/running.js'
import { type Scan, scanOf } from '../gc/scan.js'

const name = 'provision-gc'

interface ScanResult {
  /** Orphans that no task uses. */
  readonly orphans: readonly Orphan[]
  readonly failures: GarbageReport['failures']
  readonly busy: Busy
  /** Whether orphans were left out because a task uses them. */
  readonly isAnythingUsed: boolean
}

const unused = (orphans: readonly Orphan[], scan: Scan) => {
  const busy = busyWith(readTasks(scan, name))
  const unusedOrphans = orphans.filter((orphan) => !isUsed(orphan, busy, Date.now()))
  return { orphans: unusedOrphans, busy, isAnythingUsed: unusedOrphans.length < orphans.length }
}

/** Reads the contexts first, then looks for orphans, then reads the running tasks. */
const scanOnce = async (session: Session, { world }: Engine): Promise<ScanResult> => {
  const scan = scanOf(session.startPass(), world.database)
  await refuseDamaged(scan.known)
  const { orphans, failures } = await findIn(placesOf(scan), scan)
  return { ...unused(orphans, scan), failures }
}

const whereOf = ({ where }: Orphan): string => where

/** Scans twice. Only orphans in both scans count, because a task may have begun or ended during the first. */
const scanTwice = async (session: Session, engine: Engine): Promise<ScanResult> => {
  const first = await scanOnce(session, engine)
  if (first.orphans.length === 0) return first
  const second = await scanOnce(session, engine)
  const before = new Set(first.orphans.map(whereOf))
  return { ...second, orphans: second.orphans.filter(({ where }) => before.has(where)) }
}

const noDatabase: Scan['database'] = () => Promise.reject(new Error('a second scan needs no connection'))

/** The orphans that still belong to nobody. */
const remainingOrphans = (orphans: readonly Orphan[], planning: TaskPlanning): readonly Orphan[] => {
  const scan = scanOf(planning, noDatabase)
  if (scan.known.damaged.length > 0) return []
  const now = new Set(unused(findLocally(placesOf(scan), scan), scan).orphans.map(whereOf))
  return orphans.filter(({ where }) => now.has(where))
}

/**
 * Removes orphans. Plans again under the locks, and scans again then: a context saved meanwhile keeps what belongs to
 * it.
 */
const remove = async (
  orphans: readonly Orphan[],
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  if (orphans.length === 0) return []
  return executeRun(
    {
      task: { name, stages: defaultStages, locks: [savingLock] },
      run: {
        contexts: [...new Set(orphans.map(subjectOf))],
        takesUnknown: true,
        renders: false,
        want: (planning) => {
          const remaining = remainingOrphans(orphans, planning)
          return { intent: (subject) => removalIntent(subject, remaining) }
        },
      },
    },
    session,
    options,
  )
}

const removeStaleLock = ({ where }: Orphan): boolean => {
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
  const removable = orphans.filter((orphan) => orphan.removable)
  const reports = await remove(
    removable.filter((orphan) => !isStaleLock(orphan)),
    session,
    options,
  )
  const titles = new Set(reports.flatMap(({ changes }) => changes.map(({ title }) => title)))
  const removed = removable.filter((orphan) =>
    isStaleLock(orphan) ? removeStaleLock(orphan) : titles.has(titleOf(orphan)),
  )
  return {
    wheres: new Set(removed.map(whereOf)),
    failures: reports.flatMap(({ error }) => error ?? []),
    leftOver: reports.flatMap(({ leftOver }) => leftOver),
  }
}

const reportOf = ({ orphans, failures, busy, isAnythingUsed }: ScanResult, removed: Removed): GarbageReport => ({
  findings: orphans.map(({ concerns: _, since: __, text: ___, ...finding }) => ({
    ...finding,
    removed: removed.wheres.has(finding.where),
  })),
  warnings: busyWarnings(busy, isAnythingUsed),
  failures: [...failures, ...removed.failures],
  leftOver: removed.leftOver,
})

/** Undoes the failed tasks whose state was kept, if the user asks for it. */
const undoFailed = async (session: Session, options: GcOptions): Promise<readonly TaskReport[]> => {
  if (!options.undoFailed || executionOf(options).planOnly) return []
  const recovered = await session.withWritingEngine(name, options, recoverKeptFailed)
  return recovered.flatMap(recoveryReports)
}

/** Finds orphans, and removes temporary files among them. */
export const collectGarbage = async (session: Session, options: GcOptions): Promise<GarbageReport> => {
  if (!session.planning.here.exists(session.home)) return { findings: [], warnings: [], failures: [], leftOver: [] }
  const undone = await undoFailed(session, options)
  const result = await session.withWritingEngine(name, options, (engine) => scanTwice(session, engine))
  const { planOnly } = executionOf(options)
  const report = reportOf(result, planOnly ? nothing : await removeAll(result.orphans, session, options))
  const notUndone = undone.filter(({ ok }) => !ok)
  return {
    ...report,
    failures: [...notUndone.flatMap(({ error }) => error ?? []), ...report.failures],
    leftOver: [...notUndone.flatMap(({ leftOver }) => leftOver), ...report.leftOver],
  }
}
