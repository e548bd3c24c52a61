import { ProvisionError } from '../errors.js'
import { dropTables, hasTables } from './sql/databases.js'
import { type OnServer, type Unreachable, observePerServer, reached } from './sql/per-server.js'
import type { StepKind } from './common/step.js'

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
export const emptyDatabase: StepKind<EmptyDatabaseStep, Observed | Unreachable> = {
  kind: 'empty-database',
  observe: (steps, world) =>
    observePerServer(steps, world, (some, database) =>
      Promise.all(some.map(async ({ name }) => ({ empty: !(await hasTables(database, name)) }))),
    ),
  change: (step, observed) => {
    if (!reached(observed).empty) throw notEmpty(step)
    return { action: 'check' }
  },
  prepare: () => ({}),
  run: (prepared) => prepared.map(() => ({ ok: true })),
  undo: async ({ step: { server, name } }, world) => dropTables(await world.database(server), name),
}
