import { ProvisionError } from '../errors.js'
import { attemptEach, keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'
import { hasTables } from './sql/databases.js'
import { type OnServer, runPerServer } from './sql/per-server.js'

/** The proof that an application is installed: its database has tables. */
export interface TablesStep extends OnServer {
  readonly kind: 'tables'
  readonly stage: 'check'
  readonly name: string
  /** How the name of one of them ends. Default: any table will do. */
  readonly ending?: string
}

const notInstalled = ({ name, ending, context }: TablesStep): ProvisionError =>
  new ProvisionError(
    'PROVISION_DRUPAL_INSTALL_FAILED',
    `${context}: nothing was installed: there is no table${ending === undefined ? '' : ` …${ending}`} in the database ${name}`,
    {
      fix:
        `find out why the installation said that it was well: run it by hand, or read its output; ` +
        `if visitors install the site in a browser: provision-save ${context} --install_method=manual`,
      context,
    },
  )

/** Checks that there are tables, once they should be there. Changes nothing. */
export const stepKind: StepKind<TablesStep, null, Record<string, never>> = {
  kind: 'tables',
  batch: defaultBatch,
  observe: (steps) => steps.map(() => null),
  change: () => ({ action: 'check' }),
  prepare: keepNothing,
  run: (prepared, run) =>
    runPerServer(prepared, run, (group, database) =>
      attemptEach(group, async ({ step }) => {
        if (!(await hasTables(database, step.name, step.ending))) throw notInstalled(step)
      }),
    ),
  undo: nothingToDo,
}
