import { spawnSync } from 'node:child_process'
import { closeSync } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { chunksOf } from '../../lib/chunks.js'
import { command } from '../../lib/shell-word.js'
import { oneLine } from '../../lib/unprintable.js'
import { type Acl, aclIn, aclLines } from '../acl.js'
import { openEntry } from './opened.js'
import { run } from './run.js'

const installFix = 'install it; in Debian: apt install acl'

const mountFix = (path: string): string =>
  command`its file system has no POSIX ACLs: findmnt --target ${path} shows it; as root: mount -o remount,acl MOUNTPOINT, and add acl to its options in /etc/fstab; ext4, xfs and btrfs have them always`

const fixFor = (why: string, path: string): string => {
  if (/not supported/i.test(why)) return mountFix(path)
  return /invalid argument/i.test(why) ? 'a user or group in it does not exist: make it, and retry' : installFix
}

const failed = (what: string, why: string, path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot ${what}: ${why.trim()}`, { fix: fixFor(why, path) })

/** `path` is the only one, or one of many; then each is tried alone. */
const notSet = (path: string, why: string): ProvisionError =>
  failed(`set the ACL of ${oneLine(path)}`, why.replace(/\/proc\/self\/fd\/\d+/, oneLine(path)), path)

/** `getfacl` writes bytes that would break its lines as octal numbers. */
const unquoted = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

const filePrefix = '# file: '

/** The ACLs in the output of `getfacl`, by path. */
const aclsIn = (output: string): ReadonlyMap<string, Acl> => {
  const blocks = output.split('\n\n').map((block) => block.split('\n'))
  return new Map(
    blocks.flatMap((lines) => {
      const path = lines.find((line) => line.startsWith(filePrefix))?.slice(filePrefix.length)
      const acl = aclIn(lines.filter((line) => !line.startsWith('#') && line !== ''))
      return path === undefined || acl === undefined ? [] : [[unquoted(path), acl] as const]
    }),
  )
}

/** The effective ACLs of paths that have one. Links are not followed. One process for all of them. */
export const readAcls = async (paths: readonly string[]): Promise<ReadonlyMap<string, Acl>> => {
  if (paths.length === 0) return new Map()
  const words = ['getfacl', '--absolute-names', '--no-effective', '--physical', '--skip-base', '-'] as const
  const { code, stdout, stderr } = await run(words, { input: `${paths.join('\n')}\n` })
  const other = stderr.split('\n').filter((line) => line !== '' && !line.endsWith(': No such file or directory'))
  if (code === 127 || other.length > 0) throw failed('read ACLs', other[0] ?? 'there is no getfacl', paths[0] ?? '')
  return aclsIn(stdout)
}

/** What gets an ACL, and the mode that it gets with it. Without an ACL it has none but its mode afterwards. */
export interface AclOf {
  readonly path: string
  readonly mode: number
  readonly acl: Acl | null
}

/** Descriptors that one process gets at most. */
const mostAtOnce = 250

const firstDescriptor = 3

/** Set-user-id, set-group-id and sticky bit, as `getfacl` writes them. */
const flagsOf = (mode: number): string =>
  `${mode & 0o4000 ? 's' : '-'}${mode & 0o2000 ? 's' : '-'}${mode & 0o1000 ? 't' : '-'}`

const blockOf = ({ acl, mode }: AclOf, index: number): string =>
  [
    `${filePrefix}/proc/self/fd/${firstDescriptor + index}`,
    `# flags: ${flagsOf(mode)}`,
    ...aclLines(acl ?? undefined, mode),
    '',
  ].join('\n')

const setOpened = (files: readonly number[], wanted: readonly AclOf[]): void => {
  const { status, stderr, error } = spawnSync('setfacl', ['--restore=-'], {
    input: wanted.map(blockOf).join('\n'),
    stdio: ['pipe', 'ignore', 'pipe', ...files],
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  if (error !== undefined || status !== 0) throw notSet(wanted[0]?.path ?? '', error?.message ?? stderr)
}

/** Sets ACLs and modes in one process, through descriptors: a link in the place of a file is refused. */
const setSome = (wanted: readonly AclOf[]): void => {
  const files: number[] = []
  try {
    for (const { path } of wanted) files.push(openEntry(path))
    setOpened(files, wanted)
  } finally {
    files.forEach(closeSync)
  }
}

/** The error of each. If many cannot be set together, each is set alone, so that each has its own error. */
const errorsOf = (wanted: readonly AclOf[]): readonly unknown[] => {
  const together = errorIn(() => setSome(wanted))
  if (together === undefined || wanted.length === 1) return wanted.map(() => together)
  return wanted.map((one) => errorIn(() => setSome([one])))
}

const errorIn = (act: () => void): unknown => {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}

/** Sets the ACLs and modes of many files and folders with few processes. Returns the error of each. */
export const setAcls = (wanted: readonly AclOf[]): readonly unknown[] => chunksOf(wanted, mostAtOnce).flatMap(errorsOf)
