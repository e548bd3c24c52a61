import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { chunksOf } from '../../lib/chunks.js'
import { command } from '../../lib/shell-word.js'
import { oneLine } from '../../lib/unprintable.js'
import { type Acl, aclIn, aclLines } from '../acl.js'
import { GroupTable, readUserNames } from './groups.js'
import { isStill } from './identity.js'
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
  path.replace(/(?:\\[0-7]{3})+/g, (bytes) =>
    Buffer.from(
      bytes
        .split('\\')
        .slice(1)
        .map((digits) => Number.parseInt(digits, 8)),
    ).toString(),
  )

const filePrefix = '# file: '

/** What `getent` says, which knows those of other sources, too. */
const askedName = (database: 'passwd' | 'group', id: string): string =>
  spawnSync('getent', [database, id], { encoding: 'utf8' }).stdout?.split(':')[0] || id

/** Names for numbers. `getfacl` would look for each of them in each ACL. */
const namesForNumbers = () => {
  const groups = new GroupTable()
  let users: ReadonlyMap<number, string> | undefined
  const userName = (id: string): string => {
    users ??= readUserNames()
    return users.get(Number(id)) ?? askedName('passwd', id)
  }
  const groupName = (id: string): string => {
    const name = groups.nameOf(Number(id))
    return name === id ? askedName('group', id) : name
  }
  const nameOf = (kind: string, id: string): string => (kind === 'user' ? userName(id) : groupName(id))
  return (line: string): string =>
    line.replace(
      /^((?:default:)?(user|group)):(\d+):/,
      (_, part: string, kind: string, id: string) => `${part}:${nameOf(kind, id)}:`,
    )
}

/** The ACLs in the output of `getfacl`, by path. */
const aclsIn = (output: string): ReadonlyMap<string, Acl> => {
  const named = namesForNumbers()
  const known = new Map<string, Acl | undefined>()
  /** Most files have the ACL of others. */
  const aclOf = (text: string): Acl | undefined => {
    if (!known.has(text))
      known.set(
        text,
        aclIn(
          text
            .split('\n')
            .filter((line) => !line.startsWith('#') && line !== '')
            .map(named),
        ),
      )
    return known.get(text)
  }
  return new Map(
    output.split('\n\n').flatMap((block) => {
      const start = block.indexOf(filePrefix)
      const end = block.indexOf('\n', start)
      const acl = start === -1 ? undefined : aclOf(block.slice(end + 1))
      return acl === undefined ? [] : [[unquoted(block.slice(start + filePrefix.length, end)), acl] as const]
    }),
  )
}

/** The effective ACLs of paths that have one. Links are not followed. One process for all of them. */
export const readAcls = async (paths: readonly string[]): Promise<ReadonlyMap<string, Acl>> => {
  if (paths.length === 0) return new Map()
  const words = [
    'getfacl',
    '--absolute-names',
    '--no-effective',
    '--numeric',
    '--physical',
    '--skip-base',
    '-',
  ] as const
  const { code, stdout, stderr } = await run(words, { input: `${paths.join('\n')}\n` })
  const other = stderr
    .split('\n')
    .filter((line) => line !== '' && !/: (?:No such file or directory|Not a directory)$/.test(line))
  if (code === 127 || other.length > 0) throw failed('read ACLs', other[0] ?? 'there is no getfacl', paths[0] ?? '')
  return aclsIn(stdout)
}

/** What gets an ACL, and the mode that it gets with it. Without an ACL it has none but its mode afterwards. */
export interface AclOf {
  readonly path: string
  readonly mode: number
  readonly acl: Acl | null
  /** What it must still be. Not looked at if not given. */
  readonly inode?: number | undefined
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
    const still = wanted.filter(({ path, inode }) => {
      const file = openEntry(path)
      const isWanted = isStill(inode, fstatSync(file))
      if (isWanted) files.push(file)
      else closeSync(file)
      return isWanted
    })
    if (still.length > 0) setOpened(files, still)
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

/** Gives an open file the ACL of another one, if that has one. */
export const copyAcl = (from: number, to: number): void => {
  const opened = `/proc/self/fd/${firstDescriptor}`
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const found = spawnSync('getfacl', ['--absolute-names', '--omit-header', '--skip-base', opened], {
    stdio: ['ignore', 'pipe', 'ignore', from],
    env,
  })
  if (found.status !== 0 || found.stdout.length === 0) return
  const { status, stderr } = spawnSync('setfacl', ['--set-file=-', opened], {
    input: found.stdout,
    stdio: ['pipe', 'ignore', 'pipe', to],
    env,
  })
  if (status !== 0) throw failed('copy an ACL', String(stderr), opened)
}
