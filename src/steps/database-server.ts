import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import { observePerServer, type OnServer, reached, type Unreachable } from './sql/per-server.js'
import { grantedAccount, lackingPrivileges } from './sql/privileges.js'
import { isAtLeast } from './sql/version.js'
import { keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'

/** A database server that must answer, have a supported version, and let `master_db` create databases and accounts. */
export interface DatabaseServerStep extends OnServer {
  readonly kind: 'database-server'
  readonly stage: 'account'
}

interface Observed {
  readonly flavour: DatabaseServer['flavour']
  readonly version: string
  readonly lacking: readonly string[]
  /** The account in `master_db`, as the server quotes it. */
  readonly account?: string | undefined
}

/**
 * The oldest releases with the statements and tables that Provision uses: maintained releases of MariaDB, the first
 * MySQL with roles.
 */
const oldest = { mariadb: [10, 6], mysql: [8, 0] } as const
const productNames = { mariadb: 'MariaDB', mysql: 'MySQL' } as const

export const isKnownVersion = ({ flavour, version }: Pick<DatabaseServer, 'flavour' | 'version'>): boolean =>
  isAtLeast(version, oldest[flavour])

const read = async (steps: readonly DatabaseServerStep[], database: DatabaseServer): Promise<readonly Observed[]> => {
  const rows = await database.query<Record<string, string>>('SHOW GRANTS')
  const grants = rows.flatMap((row) => Object.values(row))
  const { flavour, version } = database
  const observed = { flavour, version, lacking: lackingPrivileges(grants, database), account: grantedAccount(grants) }
  return steps.map(() => observed)
}

const refuse = (step: DatabaseServerStep, message: string, fix: string): never => {
  throw new ProvisionError('PROVISION_DB_CONNECT_FAIL', `${step.server}: ${message}`, { fix, context: step.context })
}

const check = (step: DatabaseServerStep, { flavour, version, lacking, account = '…' }: Observed): undefined => {
  const [major, minor] = oldest[flavour]
  if (!isKnownVersion({ flavour, version }))
    refuse(
      step,
      `its version ${version} is too old`,
      `upgrade it to ${productNames[flavour]} ${major}.${minor} or later`,
    )
  if (lacking.length > 0)
    refuse(
      step,
      `the account in master_db lacks ${lacking.join(', ')}`,
      `as an administrator of the server: GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION`,
    )
}

/** Only reads. Nothing is created as a test. */
export const stepKind: StepKind<DatabaseServerStep, Observed | Unreachable, Record<string, never>> = {
  kind: 'database-server',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (step, observed) => check(step, reached(observed)),
  prepare: keepNothing,
  run: nothingToDo,
  undo: nothingToDo,
}
