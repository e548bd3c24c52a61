import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ProvisionError } from '../errors.js'
import { ignoringMissing } from '../hosts/local/missing.js'
import type { Programs, SandboxServer } from './server.js'

/** PATH, and the folders where Debian installs servers. The PATH of an unprivileged user lacks them. */
export const programFolders = (path = process.env['PATH'] ?? ''): readonly string[] => [
  ...new Set([...path.split(':').filter((folder) => folder.startsWith('/')), '/usr/local/sbin', '/usr/sbin', '/sbin']),
]

const versions = new Intl.Collator('en', { numeric: true })

const namesIn = (folder: string): readonly string[] => {
  try {
    return ignoringMissing(() => readdirSync(folder)) ?? []
  } catch {
    return []
  }
}

export const findProgram = (name: RegExp, folders: readonly string[]): string | undefined =>
  folders
    .flatMap((folder) => namesIn(folder).map((found) => ({ folder, found })))
    .filter(({ found }) => name.test(found))
    .sort((one, other) => versions.compare(other.found, one.found))
    .map(({ folder, found }) => join(folder, found))[0]

const refuse = (missing: readonly SandboxServer[]): never => {
  const packages = missing.flatMap((server) => server.packages).join(' ')
  throw new ProvisionError(
    'PROVISION_PACKAGES_MISSING',
    `not installed: ${missing.map(({ name }) => name).join(', ')}`,
    {
      fix: `sudo apt-get install --no-install-recommends ${packages}`,
    },
  )
}

/** The program of each server. Reports all missing ones together, with the command that installs them. */
export const findPrograms = (
  servers: readonly SandboxServer[],
  foldersOf: (server: SandboxServer) => readonly string[],
): Programs => {
  const found = servers.map((server) => ({ server, program: findProgram(server.program, foldersOf(server)) }))
  const missing = found.filter(({ program }) => program === undefined)
  if (missing.length > 0) refuse(missing.map(({ server }) => server))
  return new Map(found.map(({ server, program }) => [server.name, program ?? '']))
}
