import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import { createDatabase, dropDatabase, existing, hasTables } from './sql/databases.js'
import {
  claim,
  forgetDatabase,
  type Marked,
  markMade,
  type Owner,
  readOwners,
  refuseForeign,
  refuseSystemName,
  refuseUnmarked,
} from './sql/owners.js'
import {
  inTwoParts,
  observePerServer,
  type OnServer,
  reached,
  runPerServer,
  type Unreachable,
} from './sql/per-server.js'
import { failure } from './sql/statements.js'
import { attemptEach, prepareEach } from './common/attempt.js'
import { type Change, type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'

interface About extends OnServer {
  readonly kind: 'database'
  readonly name: string
  /** UUID of the context: its mark is in the registry of the server. */
  readonly owner: string
  /** Whether one without a mark is taken over (or dropped): it is known to be the context's. */
  readonly adopt: boolean
}

/** A database that must be there. The character set is that of a new one: one with tables keeps its own. */
export interface DatabasePresent extends About {
  readonly stage: 'database'
  readonly state: 'present'
  readonly charset: 'utf8mb4'
}

/** A database that must be gone. That cannot be undone, so it is done after the commit of a task. */
export interface DatabaseAbsent extends About {
  readonly stage: 'cleanup'
  readonly state: 'absent'
}

export type DatabaseStep = DatabasePresent | DatabaseAbsent

interface Observed {
  readonly exists: boolean
  readonly owner: Owner | undefined
}

interface Before {
  readonly existed: boolean
  readonly marked: boolean
}

const marked = (step: DatabaseStep): Marked => ({ ...step, kind: 'database' })

const read = async (steps: readonly DatabaseStep[], database: DatabaseServer): Promise<readonly Observed[]> => {
  const names = steps.map(({ name }) => name)
  const there = await existing(database, names)
  const owners = await readOwners(database, names)
  return names.map((name) => ({ exists: there.has(name), owner: owners.get(name) }))
}

const changeToPresent = (step: DatabasePresent, { exists, owner }: Observed): Change | undefined => {
  if (exists && owner === undefined && !step.adopt) return refuseUnmarked(marked(step))
  if (exists) return owner === undefined ? { action: 'change', detail: `now marked as ${step.context}'s` } : undefined
  return { action: 'create' }
}

const changeToAbsent = ({ adopt }: DatabaseAbsent, { exists, owner }: Observed): Change | undefined => {
  if (owner === undefined) return exists && adopt ? { action: 'delete' } : undefined
  return { action: 'delete', ...(exists ? {} : { detail: 'its reserved name' }) }
}

const change = (step: DatabaseStep, { exists, owner }: Observed): Change | undefined => {
  refuseSystemName(marked(step))
  refuseForeign(marked(step), owner)
  return step.state === 'present' ? changeToPresent(step, { exists, owner }) : changeToAbsent(step, { exists, owner })
}

const make = async (database: DatabaseServer, { step, before }: Prepared<DatabasePresent, Before>): Promise<void> => {
  if (before.existed) return
  try {
    await createDatabase(database, step)
  } catch (error) {
    throw failure('PROVISION_CREATE_DB_FAILED', `create the database ${step.name}`, step, error)
  }
}

const made = (
  prepared: readonly Prepared<DatabasePresent, Before>[],
  outcomes: readonly Outcome[],
): readonly string[] =>
  prepared.filter(({ before }, at) => outcomes[at]?.ok && !before.existed).map(({ step }) => step.name)

const makeAll = async (
  prepared: readonly Prepared<DatabasePresent, Before>[],
  database: DatabaseServer,
): Promise<readonly Outcome[]> => {
  const owners = await claim(
    database,
    prepared.map(({ step: { name, owner, context } }) => ({ name, uuid: owner, context })),
  )
  const outcomes = await attemptEach(prepared, async (one) => {
    refuseForeign(marked(one.step), owners.get(one.step.name))
    await make(database, one)
  })
  await markMade(database, made(prepared, outcomes))
  return outcomes
}

const ownerNow = async (database: DatabaseServer, name: string): Promise<Owner | undefined> =>
  (await readOwners(database, [name])).get(name)

const drop = async (database: DatabaseServer, step: DatabaseAbsent): Promise<void> => {
  const { name, owner } = step
  const found = await ownerNow(database, name)
  refuseForeign(marked(step), found)
  if (found === undefined && !step.adopt) return
  try {
    await dropDatabase(database, name)
    await forgetDatabase(database, { name, uuid: owner })
  } catch (error) {
    throw failure('PROVISION_DROP_DB_FAILED', `drop the database ${name}`, step, error)
  }
}

type Present = Prepared<DatabasePresent, Before>
type Absent = Prepared<DatabaseAbsent, Before>

const isPresent = (prepared: Present | Absent): prepared is Present => prepared.step.state === 'present'

const runAll = (
  prepared: readonly Prepared<DatabaseStep, Before>[],
  database: DatabaseServer,
): Promise<readonly Outcome[]> =>
  inTwoParts<Present, Absent>(prepared as readonly (Present | Absent)[], isPresent, {
    one: (making) => makeAll(making, database),
    other: (dropping) => attemptEach(dropping, ({ step }) => drop(database, step)),
  })

const unmake = async (database: DatabaseServer, { name, owner }: DatabaseStep, before: Before): Promise<void> => {
  const found = await ownerNow(database, name)
  if (found?.uuid !== owner) return
  const ours = found.made || !(await hasTables(database, name))
  if (!before.existed && ours) await dropDatabase(database, name)
  if (!before.marked) await forgetDatabase(database, { name, uuid: owner })
}

const undoAbsence = async (
  database: DatabaseServer,
  { name, server, context }: DatabaseStep,
  before: Before,
): Promise<void> => {
  if (!before.existed || (await existing(database, [name])).has(name)) return
  throw new ProvisionError('PROVISION_DROP_DB_FAILED', `the database ${name} on ${server} was dropped for good`, {
    context,
    fix: 'restore it from a backup',
  })
}

const undo = (database: DatabaseServer, { step, before }: Prepared<DatabaseStep, Before>): Promise<void> =>
  step.state === 'present' ? unmake(database, step, before) : undoAbsence(database, step, before)

/** Creates and drops databases; the registry of the server says whose each is, and another's is never touched. */
export const stepKind: StepKind<DatabaseStep, Observed | Unreachable, Before> = {
  kind: 'database',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (step, observed) => change(step, reached(observed)),
  prepare: (observations) =>
    prepareEach(observations, ({ observed }) => {
      const { exists, owner } = reached(observed)
      return { existed: exists, marked: owner !== undefined }
    }),
  run: (prepared, run) => runPerServer(prepared, run, runAll),
  undo: (prepared, run) =>
    runPerServer(prepared, run, (some, database) => attemptEach(some, (one) => undo(database, one))),
  irreversible: ({ state, name }) => (state === 'absent' ? `the database ${name} is dropped for good` : undefined),
}
