import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ProvisionError } from '../errors.js'
import type { Words } from '../hosts/host.js'
import { accountOf } from '../hosts/local/groups.js'
import { ignoringMissing } from '../hosts/local/missing.js'
import { rootSandboxes } from '../lib/home-folders.js'
import { command } from '../lib/shell-word.js'
import { packageRoot } from '../templates/package-root.js'
import type { ServerName } from './server.js'

/** Debian's programs, which root runs whatever the user's PATH says. */
export const rootFolders = ['/usr/sbin']

/** Debian's user for web servers, and its group. */
export const webUser = 'www-data'

/** The servers that root runs in a sandbox with clients. */
const rootServers: readonly ServerName[] = ['php-fpm', 'nginx', 'apache']

export const isRootServer = (name: ServerName): boolean => rootServers.includes(name)

/** The folder of what root has for the sandbox of a home: bin/sandbox-root names it the same. */
export const rootFolder = (home: string): string =>
  join(rootSandboxes, createHash('sha256').update(home).digest('hex').slice(0, 12))

export const rootHelperIn = (folder: string): string => join(folder, 'helper/provision-root')

const audit = 'templates/audit'

/** What root has copies of, by their paths there: an update of Provision renews them. */
const copies = (): Readonly<Record<string, string>> => ({
  'sandbox-root': 'bin/sandbox-root',
  'own-systemd': 'bin/own-systemd',
  'helper/provision-root': 'bin/provision-root',
  ...Object.fromEntries(
    readdirSync(join(packageRoot, audit)).map((name) => [`helper/audit/${name}`, join(audit, name)]),
  ),
})

const programIn = (folder: string): string => join(folder, 'sandbox-root')
const ownProgram = join(packageRoot, 'bin/sandbox-root')

const textOf = (path: string): string | undefined => ignoringMissing(() => readFileSync(path, 'utf8'))

/** What the last step of the installation writes: the user, the home, and the user of the shared pool. */
const installed = (folder: string): readonly string[] => textOf(join(folder, 'installed'))?.split('\n') ?? []

/** The user of the shared pool of PHP. */
export const sharedUser = (folder: string): string | undefined => installed(folder)[2]

/** The folder that is recorded, unless the home is a copy of the one that has it. */
export const ownFolder = (home: string, recorded: string): string => {
  const [, owner = home] = installed(recorded)
  return owner !== home && existsSync(join(owner, 'sandbox')) ? rootFolder(home) : recorded
}

/** Words as root runs them. Without a rule for them, sudo fails at once, or asks where it is allowed to. */
export const asRoot = (words: Words, ask = false): Words => {
  if (process.getuid?.() === 0) return words
  return ask ? ['sudo', ...words] : ['sudo', '-n', ...words]
}

/** Whether somebody is there to type a password. */
const hasTerminal = (): boolean => process.stdin.isTTY

const run = async (words: Words, ask = false): Promise<string | undefined> => {
  const [program, ...rest] = asRoot(words, ask)
  try {
    await promisify(execFile)(program, rest, { cwd: '/' })
    return undefined
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    return stderr?.trim() || message
  }
}

const installation = (home: string, folder: string): Words => [
  ownProgram,
  'install',
  `--user=${userInfo().username}`,
  `--home=${home}`,
  `--folder=${folder}`,
]

const typed = (words: Words): string => words.map((word) => command`${word}`).join(' ')

const isRefusedBySudo = (said: string): boolean => /^sudo: |^Sorry, user |is not in the sudoers|ENOENT/m.test(said)

/** What to type, if sudo has refused: root itself may do it. */
const fixOf = (said: string, words: Words): string =>
  isRefusedBySudo(said)
    ? `as root: ${typed(words)}; then the same command again`
    : 'remove the cause that it tells, then retry'

const isInstalled = (home: string, folder: string): boolean => {
  const [user, installedHome] = installed(folder)
  const isSame = Object.entries(copies()).every(
    ([copy, original]) => textOf(join(folder, copy)) === textOf(join(packageRoot, original)),
  )
  return isSame && user === userInfo().username && installedHome === home
}

/** Installs what root has, unless it is there. That needs the right to be root. Returns whether it was done. */
export const install = async (home: string, folder: string): Promise<boolean> => {
  if (isInstalled(home, folder)) return false
  const words = installation(home, folder)
  const said = await run(words, hasTerminal())
  if (said === undefined) return true
  const message = isRefusedBySudo(said)
    ? `a sandbox with clients needs root, and sudo does not let ${userInfo().username} be root: ${said}`
    : `what root has for the sandbox cannot be installed: ${said}`
  throw new ProvisionError('PROVISION_SANDBOX', message, { fix: fixOf(said, words) })
}

/** Refuses a user who was made a member of the web server's group after this session began. */
export const checkMembership = (): void => {
  const gid = accountOf(webUser)?.gid
  if (process.getuid?.() === 0 || gid === undefined || process.getgroups?.().includes(gid)) return
  const user = userInfo().username
  throw new ProvisionError('PROVISION_SANDBOX', `${user} is in the group ${webUser} now, and this session is not yet`, {
    fix: command`log in again, or: exec sudo -E -u ${user} env "PATH=$PATH" bash; then the same command again`,
  })
}

/** Lets root start or stop one of its servers. */
export const control = async (
  verb: 'start' | 'stop',
  name: ServerName,
  { home, folder }: { readonly home: string; readonly folder: string },
): Promise<void> => {
  if (!existsSync(programIn(folder))) return
  const said = await run([programIn(folder), verb, name])
  if (said === undefined) return
  throw new ProvisionError('PROVISION_SANDBOX', `root cannot ${verb} ${name}: ${said}`, {
    fix: fixOf(said, installation(home, folder)),
  })
}

/** Removes what root has: servers, users and groups of clients, rules of sudo. */
export const removeRootParts = async (folder: string): Promise<void> => {
  if (!existsSync(folder)) return
  const own = existsSync(programIn(folder)) ? await run([programIn(folder), 'remove']) : 'not complete'
  if (own === undefined) return
  const words: Words = [ownProgram, 'remove', `--folder=${folder}`]
  const said = await run(words, hasTerminal())
  if (said === undefined) return
  throw new ProvisionError('PROVISION_SANDBOX', `what root has for the sandbox cannot be removed: ${said}`, {
    fix: fixOf(said, words),
  })
}
