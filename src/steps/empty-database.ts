import { ProvisionError } from '../errors.js'
import { dropTables, hasTables } from './sql/databases.js'
import { type OnServer, type Unreachable, observePerServer, reached, runPerServer } from './sql/per-server.js'
import { attemptEach, keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'

/** The database that an application is installed in: it must be empty, and is empty again when the task is undone. */
export interface EmptyDatabaseStep extends OnServer {
  readonly kind: 'empty-database'
  readonly stage: 'grant'
  readonly name: string
}

interface Observed {
  readonly empty: boolean
}

const notEmpty = ({ name, context }: EmptyDatabaseStep): ProvisionError =>
  new ProvisionError('PROVISION_SITE_INSTALLED', `${context}: its database ${name} is not empty`, {
    fix: `it may hold an installed site: look first; to install into a new, empty database: --force-reinstall`,
    context,
  })

/** Sees to it that a failed installation leaves no tables in a database that was there, empty, before it. */
export const stepKind: StepKind<EmptyDatabaseStep, Observed | Unreachable, Record<string, never>> = {
  kind: 'empty-database',
  batch: defaultBatch,
  observe: (steps, world) =>
    observePerServer(steps, world, (some, database) =>
      Promise.all(some.map(async ({ name }) => ({ empty: !(await hasTables(database, name)) }))),
    ),
  change: (step, observed) => {
    if (!reached(observed).empty) throw notEmpty(step)
    return { action: 'check' }
  },
  prepare: keepNothing,
  run: nothingToDo,
  undo: (prepared, run) =>
    runPerServer(prepared, run, (some, database) =>
      attemptEach(some, ({ step: { name } }) => dropTables(database, name)),
    ),
}
