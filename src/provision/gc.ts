import type { GarbageReport, TaskOptions, TaskReport } from './api.js'
import type { Engine } from '../engine/engine.js'
import { breakStaleLock, readHolder } from '../engine/locks.js'
import { changedAt, entriesOf } from '../hosts/local/entries.js'
import { holderOf, isAlive } from '../hosts/holder.js'
import { type Session, executionOf } from './session.js'
import { type Busy, busyWarnings, busyWith, isUsed } from '../tasks/gc/busy.js'
import { databaseServers, unownedDatabases } from '../tasks/gc/databases.js'
import { type Looked, lookAt, placesOf, readableOf } from '../tasks/gc/find.js'
import type { Found, Sight } from '../tasks/gc/found.js'
import { readLiving, refuseDamaged } from '../tasks/gc/living.js'
import { isBuried, removalIntent, subjectOf, titleOf } from '../tasks/gc/removals.js'
import { readTasks } from '../tasks/gc/running.js'
import { savingLock } from '../tasks/saving.js'

const task = 'provision-gc'

const reloading =
  ({ contexts }: Session) =>
  (server: string): string => {
    try {
      const { http_test_cmd, http_restart_cmd } = contexts.typed('server', server)
      return [http_test_cmd, http_restart_cmd].filter(Boolean).join(' && ')
    } catch {
      return 'test and reload the web server'
    }
  }

const sightOf = (session: Session): Sight => {
  const { home, host, claims } = session
  const living = readLiving(home, host.reader)
  return { home, look: host.reader, entries: entriesOf, changedAt, living, claims, reloading: reloading(session) }
}

const databasePlaces = ({ living }: Sight, { world }: Engine) =>
  databaseServers(living).map((name) => ({
    name,
    find: async () => unownedDatabases(name, await world.database(name), living),
  }))

interface Seen extends Looked {
  readonly busy: Busy
  /** Whether something was left out because a task uses it. */
  readonly isAnythingUsed: boolean
}

const unused = ({ found, failures }: Looked, sight: Sight): Seen => {
  const busy = busyWith(readTasks(sight, holderOf(task)))
  const free = found.filter((one) => !isUsed(one, busy, Date.now()))
  return { found: free, failures, busy, isAnythingUsed: free.length < found.length }
}

/** First the contexts, then what is there, then who is at work. */
const look = async (session: Session, engine: Engine): Promise<Seen> => {
  const sight = sightOf(session)
  await refuseDamaged(sight.living)
  return unused(await lookAt([...databasePlaces(sight, engine), ...placesOf(sight)]), sight)
}

const whereOf = ({ where }: Found): string => where

/** What counts is what two looks have found: a task may have begun, or ended, during the first. */
const lookTwice = async (session: Session, engine: Engine): Promise<Seen> => {
  const first = await look(session, engine)
  if (first.found.length === 0) return first
  const second = await look(session, engine)
  const before = new Set(first.found.map(whereOf))
  return { ...second, found: second.found.filter(({ where }) => before.has(where)) }
}

/** Those of the found that are nobody's still. */
const stillOf = (found: readonly Found[], session: Session): readonly Found[] => {
  const sight = sightOf(session)
  if (sight.living.damaged.length > 0) return []
  const now = new Set(unused({ found: readableOf(placesOf(sight)), failures: [] }, sight).found.map(whereOf))
  return found.filter(({ where }) => now.has(where))
}

/** A context that is saved meanwhile keeps what is its own: what is planned once more is looked for once more. */
const remove = async (
  found: readonly Found[],
  session: Session,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  if (found.length === 0) return []
  let still: readonly Found[] = []
  return session.run(
    {
      name: task,
      contexts: [...new Set(found.map(subjectOf))],
      begin: () => {
        still = stillOf(found, session)
      },
      intent: (subject) => removalIntent(subject, still),
      alsoLocks: [savingLock],
      takesUnknown: true,
      how: executionOf(options),
      renders: false,
    },
    options,
  )
}

const bury = ({ where }: Found): boolean => {
  const holder = readHolder(where)
  if (holder !== undefined && !isAlive(holder)) breakStaleLock(where, holder, holderOf(task))
  return readHolder(where) === undefined
}

interface Removed {
  readonly wheres: ReadonlySet<string>
  readonly failures: GarbageReport['failures']
  readonly leftOver: readonly string[]
}

const nothing: Removed = { wheres: new Set(), failures: [], leftOver: [] }

const removeAll = async (found: readonly Found[], session: Session, options: TaskOptions): Promise<Removed> => {
  const removable = found.filter((one) => one.removable)
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

const reportOf = ({ found, failures, busy, isAnythingUsed }: Seen, removed: Removed): GarbageReport => ({
  findings: found.map(({ concerns: _, since: __, text: ___, ...finding }) => ({
    ...finding,
    removed: removed.wheres.has(finding.where),
  })),
  warnings: busyWarnings(busy, isAnythingUsed),
  failures: [...failures, ...removed.failures],
  leftOver: removed.leftOver,
})

/** Finds what nobody owns, and removes what of it is scratch. */
export const collectGarbage = async (session: Session, options: TaskOptions): Promise<GarbageReport> => {
  if (!session.host.reader.exists(session.home)) return { findings: [], warnings: [], failures: [], leftOver: [] }
  const seen = await session.engine(task, options, (engine) => lookTwice(session, engine))
  const { planOnly } = executionOf(options)
  return reportOf(seen, planOnly ? nothing : await removeAll(seen.found, session, options))
}
