import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import { createDatabase, dropDatabase, existing, filled, undoingDatabase, withTables } from './sql/databases.js'
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
import { withoutInstallation } from './sql/installation.js'
import { failure } from './sql/statements.js'
import { attemptEach, prepareEach } from './common/attempt.js'
import type { Run } from './common/world.js'
import { type Change, type Held, type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'

interface OfDatabase extends OnServer {
  readonly kind: 'database'
  readonly name: string
  /** UUID of the context, as in the registry on the server. */
  readonly owner: string
  /** Whether to adopt (or drop) a database without an owner, because it is known to belong to the context. */
  readonly adopt: boolean
}

/** A database that must exist. The character set is for a new one: a database with tables keeps its own. */
export interface DatabasePresent extends OfDatabase {
  readonly stage: 'database'
  readonly state: 'present'
  readonly charset: 'utf8mb4'
}

/** A database that must not exist. Dropping cannot be undone, so it happens after the commit. */
export interface DatabaseAbsent extends OfDatabase {
  readonly stage: 'cleanup'
  readonly state: 'absent'
}

export type DatabaseStep = DatabasePresent | DatabaseAbsent

interface Observed {
  readonly exists: boolean
  readonly owner: Owner | undefined
  /** For a database with data: whether it has tables. */
  readonly filled?: boolean
  /** For one whose installation is to be proved: what is there instead of it. */
  readonly instead?: string | undefined
}

interface Before {
  readonly existed: boolean
  readonly marked: boolean
}

const marked = (step: DatabaseStep): Marked => ({ ...step, kind: 'database' })

const read = async (steps: readonly DatabaseStep[], database: DatabaseServer): Promise<readonly Observed[]> => {
  const names = steps.map(({ name }) => name)
  const found = await existing(database, names)
  const owners = await readOwners(database, names)
  const asked = steps.filter(({ name, holds }) => holds !== undefined && found.has(name)).map(({ name }) => name)
  const filled = asked.length === 0 ? new Set<string>() : await withTables(database, asked)
  const wrong = await withoutInstallation(database, steps, filled)
  return steps.map(({ name, holds }) => ({
    exists: found.has(name),
    owner: owners.get(name),
    ...(holds === undefined ? {} : { filled: filled.has(name) }),
    instead: wrong.get(name),
  }))
}

const stateOf = ({ exists, filled = false, instead }: Observed): Held['state'] => {
  if (!exists) return 'gone'
  return filled && instead === undefined ? 'filled' : 'empty'
}

const held = ({ server, name }: DatabaseStep, found: Observed | Unreachable): Held | undefined =>
  'unreachable' in found ? undefined : { place: `${server}:${name}`, state: stateOf(found), instead: found.instead }

const changeToPresent = (step: DatabasePresent, { exists, owner }: Observed): Change | undefined => {
  if (exists && owner === undefined && !step.adopt) return refuseUnmarked(marked(step))
  if (exists) return owner === undefined ? { action: 'change', detail: `now owned by ${step.context}` } : undefined
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
  prepared.filter(({ before }, index) => outcomes[index]?.ok && !before.existed).map(({ step }) => step.name)

const makeAll = async (
  prepared: readonly Prepared<DatabasePresent, Before>[],
  database: DatabaseServer,
): Promise<readonly Outcome[]> => {
  const owners = await claim(
    database,
    prepared.map(({ step: { name, owner, context } }) => ({ name, uuid: owner, context })),
  )
  const outcomes = await attemptEach(prepared, async (making) => {
    refuseForeign(marked(making.step), owners.get(making.step.name))
    await make(database, making)
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
    matching: (making) => makeAll(making, database),
    rest: (dropping) => attemptEach(dropping, ({ step }) => drop(database, step)),
  })

const undoPresent = async (database: DatabaseServer, { name, owner }: DatabaseStep, before: Before): Promise<void> => {
  const found = await ownerNow(database, name)
  if (found?.uuid !== owner) return
  const ours = found.made || !(await filled(database, [name])).has(name)
  if (!before.existed && ours) await dropDatabase(database, name)
  if (!before.marked) await forgetDatabase(database, { name, uuid: owner })
}

const undoAbsent = async (
  database: DatabaseServer,
  { name, server, context }: DatabaseStep,
  before: Before,
): Promise<void> => {
  if (!before.existed || (await existing(database, [name])).has(name)) return
  const message = `the database ${name} on ${server} was dropped and cannot be restored`
  throw new ProvisionError('PROVISION_DROP_DB_FAILED', message, { context, fix: 'restore it from a backup' })
}

/** A database that undo would drop must still be as empty as the task left it. */
const readResults = async (steps: readonly DatabaseStep[], database: DatabaseServer) => {
  const withContent = await filled(
    database,
    steps.map(({ name }) => name),
  )
  return (await read(steps, database)).map((state, index) => ({
    ...state,
    filled: withContent.has(steps[index]?.name ?? ''),
  }))
}

const results = async (prepared: readonly Prepared<DatabaseStep, Before>[], run: Run): Promise<readonly unknown[]> => {
  const found = await observePerServer(
    prepared.map(({ step }) => step),
    run,
    readResults,
  )
  return found.map((state, index) => {
    const { filled: isFilled, ...rest } = reached(state)
    return prepared[index]?.before.existed ? rest : { ...rest, filled: isFilled }
  })
}

const undo = (database: DatabaseServer, { step, before }: Prepared<DatabaseStep, Before>): Promise<void> =>
  step.state === 'present' ? undoPresent(database, step, before) : undoAbsent(database, step, before)

/**
 * Creates and drops databases. The registry on the server says who owns a database. A database of another owner is
 * never changed.
 */
export const stepKind: StepKind<DatabaseStep, Observed | Unreachable, Before> = {
  kind: 'database',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (step, observed) => change(step, reached(observed)),
  held,
  prepare: (observations) =>
    prepareEach(observations, ({ observed }) => {
      const { exists, owner } = reached(observed)
      return { existed: exists, marked: owner !== undefined }
    }),
  run: (prepared, run) => runPerServer(prepared, run, runAll),
  undo: (prepared, run) =>
    runPerServer(prepared, run, (group, database) => attemptEach(group, (prepared) => undo(database, prepared))),
  undoing: ({ step: { name }, before: { existed } }) => undoingDatabase(name, existed),
  result: results,
  irreversible: ({ state, name }) =>
    state === 'absent' ? `the dropped database ${name} cannot be restored` : undefined,
}
