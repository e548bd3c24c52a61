import { posix } from 'node:path'

/**
 * The folders of a home that Provision keeps for itself, besides those of namespaces. Every path there is made by
 * `inHome`, so the list is complete. `backups`, `clients` and `config` are also in the `aegir_root` of each server.
 */
export const homeFolders = [
  'backups',
  'clients',
  'config',
  'contexts',
  'journal',
  'locks',
  'queue',
  'readers',
  'sandbox',
  'secrets',
  'seen',
] as const

export type HomeFolder = (typeof homeFolders)[number]

/** A path in one of these folders. */
export const inHome = (home: string, folder: HomeFolder, ...names: readonly string[]): string =>
  posix.join(home, folder, ...names)

/** Where root has what it runs for sandboxes with clients. */
export const rootSandboxes = '/var/lib/provision-sandbox/'

/** What starts a server again, if it is one of the sandbox: then one of the paths that it uses is there. */
export const sandboxStart = (paths: readonly string[], home: string): string | undefined =>
  paths.some((path) => [inHome(home, 'sandbox', '/'), rootSandboxes].some((folder) => path.startsWith(folder)))
    ? 'provision sandbox start'
    : undefined
