import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { ownFiles } from '../hosts/local/own-files.js'
import { greets } from './answers.js'
import { logLength, notStarted } from './failure.js'
import { findProgram, programFolders } from './programs.js'
import { render } from './render.js'
import type { Place, SandboxServer } from './server.js'

/** Account that creates databases and accounts of sites. */
export const adminAccount = 'provision'

const tablesFolder = ({ folder }: Place): string => `${folder}/mariadb`
const accountsFile = ({ folder }: Place): string => `${folder}/run/accounts.sql`
const passwordFile = (folder: string): string => `${folder}/mariadb.password`

export const readPassword = (folder: string): string => readFileSync(passwordFile(folder), 'utf8')

const rememberPassword = (folder: string): string => {
  if (!existsSync(passwordFile(folder)))
    ownFiles.write(passwordFile(folder), randomBytes(18).toString('base64url'), 0o600)
  return readPassword(folder)
}

const installCommand = ({ configuration }: Place, into: string): readonly string[] => [
  `--defaults-file=${configuration}`,
  `--datadir=${into}`,
  '--auth-root-authentication-method=socket',
  '--skip-test-db',
]

/** Creates the system tables completely or not at all. */
export const installTables = async (place: Place): Promise<void> => {
  const tables = tablesFolder(place)
  if (existsSync(tables)) return
  const unfinished = `${tables}.new`
  const from = logLength(place.logFile)
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  try {
    const program = findProgram(/^mariadb-install-db$/, programFolders()) ?? 'mariadb-install-db'
    await promisify(execFile)(program, installCommand(place, unfinished), { cwd: place.folder })
  } catch (cause) {
    const failure = notStarted(`mariadb-install-db could not create ${tables}`, place, { from, cause })
    rmSync(unfinished, { recursive: true, force: true })
    throw failure
  }
  renameSync(unfinished, tables)
}

/** Each start sets the admin account again, with a file that only this user can read. `settled` removes the file. */
const prepare = async (place: Place): Promise<readonly string[]> => {
  await installTables(place)
  const values = { account: adminAccount, password: rememberPassword(place.folder) }
  const text = await render({ template: 'mariadb-accounts.sql', values })
  ownFiles.write(accountsFile(place), text, 0o600)
  return [`--init-file=${accountsFile(place)}`]
}

export const mariadb: SandboxServer = {
  name: 'mariadb',
  packages: ['mariadb-server-core', 'mariadb-client'],
  program: /^mariadbd$/,
  hasPort: true,
  configuration: (place) => ({
    template: 'mariadb.cnf',
    values: { ...place, tables: tablesFolder(place), temporary: `${place.folder}/tmp` },
  }),
  words: ({ program, configuration }) => [program, `--defaults-file=${configuration}`],
  prepare,
  ready: ({ socket }) => greets(socket),
  settled: (place) => rmSync(accountsFile(place), { force: true }),
  stopSeconds: 60,
}
