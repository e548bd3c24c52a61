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
import { eachInTurn, failure } from './sql/statements.js'
import type { Before, Change, Outcome, Prepared, StepKind } from './common/step.js'

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

const make = async (database: DatabaseServer, { step, before }: Prepared<DatabasePresent>): Promise<void> => {
  if (before['existed']) return
  try {
    await createDatabase(database, step)
  } catch (error) {
    throw failure('PROVISION_CREATE_DB_FAILED', `create the database ${step.name}`, step, error)
  }
}

const made = (prepared: readonly Prepared<DatabasePresent>[], outcomes: readonly Outcome[]): readonly string[] =>
  prepared.filter(({ before }, at) => outcomes[at]?.ok && !before['existed']).map(({ step }) => step.name)

const makeAll = async (
  prepared: readonly Prepared<DatabasePresent>[],
  database: DatabaseServer,
): Promise<readonly Outcome[]> => {
  const owners = await claim(
    database,
    prepared.map(({ step: { name, owner, context } }) => ({ name, uuid: owner, context })),
  )
  const outcomes = await eachInTurn(prepared, async (one) => {
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

type Present = Prepared<DatabasePresent>
type Absent = Prepared<DatabaseAbsent>

const isPresent = (prepared: Present | Absent): prepared is Present => prepared.step.state === 'present'

const run = (prepared: readonly Prepared<DatabaseStep>[], database: DatabaseServer): Promise<readonly Outcome[]> =>
  inTwoParts<Present, Absent>(prepared as readonly (Present | Absent)[], isPresent, {
    one: (making) => makeAll(making, database),
    other: (dropping) => eachInTurn(dropping, ({ step }) => drop(database, step)),
  })

const unmake = async (database: DatabaseServer, { name, owner }: DatabaseStep, before: Before): Promise<void> => {
  const found = await ownerNow(database, name)
  if (found?.uuid !== owner) return
  const ours = found.made || !(await hasTables(database, name))
  if (!before['existed'] && ours) await dropDatabase(database, name)
  if (!before['marked']) await forgetDatabase(database, { name, uuid: owner })
}

const undoAbsence = async (
  database: DatabaseServer,
  { name, server, context }: DatabaseStep,
  before: Before,
): Promise<void> => {
  if (!before['existed'] || (await existing(database, [name])).has(name)) return
  throw new ProvisionError('PROVISION_DROP_DB_FAILED', `the database ${name} on ${server} was dropped for good`, {
    context,
    fix: 'restore it from a backup',
  })
}

/** Makes and drops databases; the registry of the server says whose each is, and another's is never touched. */
export const database: StepKind<DatabaseStep, Observed | Unreachable> = {
  kind: 'database',
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (step, observed) => change(step, reached(observed)),
  prepare: (_, observed) => {
    const { exists, owner } = reached(observed)
    return { existed: exists, marked: owner !== undefined }
  },
  run: (prepared, world) => runPerServer(prepared, world, run),
  undo: async ({ step, before }, world) => {
    const server = await world.database(step.server)
    await (step.state === 'present' ? unmake : undoAbsence)(server, step, before)
  },
}
