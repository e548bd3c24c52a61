import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import { dropContent, filled } from './sql/databases.js'
import { type OnServer, type Unreachable, observePerServer, reached, runPerServer } from './sql/per-server.js'
import { attemptEach, keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'

/** The database into which an application is installed. It must be empty. Undo empties it again. */
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
    fix:
      `if it holds this site, as after a restored backup: provision-save ${context} --install_method=manual, then retry; ` +
      `to install into a new, empty database: --force-reinstall`,
    context,
  })

const emptyOnes = async (
  steps: readonly EmptyDatabaseStep[],
  database: DatabaseServer,
): Promise<readonly Observed[]> => {
  const names = steps.map(({ name }) => name)
  const withContent = await filled(database, names)
  return names.map((name) => ({ empty: !withContent.has(name) }))
}

/** Ensures that a failed installation leaves nothing in a database that was empty before. */
export const stepKind: StepKind<EmptyDatabaseStep, Observed | Unreachable, Record<string, never>> = {
  kind: 'empty-database',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, emptyOnes),
  change: (step, observed) => {
    if (!reached(observed).empty) throw notEmpty(step)
    return { action: 'check' }
  },
  prepare: keepNothing,
  run: nothingToDo,
  undo: (prepared, run) =>
    runPerServer(prepared, run, (group, database) =>
      attemptEach(group, ({ step: { name } }) => dropContent(database, name)),
    ),
  undoing: ({ step: { name } }) => ({ action: 'delete', title: `drop what was put into the database ${name}` }),
}
