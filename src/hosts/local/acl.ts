import { closeSync, constants, openSync } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { groupBy } from '../../lib/group-by.js'
import { type Acl, aclIn, aclLines } from '../acl.js'
import { run } from './run.js'

const installFix = 'install it; in Debian: apt install acl'

const failed = (what: string, why: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot ${what}: ${why.trim()}`, {
    fix: /not supported/i.test(why)
      ? 'its file system has no POSIX ACLs; mount it with them (ext4, xfs and btrfs have them; add acl to the options of others)'
      : installFix,
  })

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
  if (code === 127 || other.length > 0) throw failed('read ACLs', other[0] ?? 'there is no getfacl')
  return aclsIn(stdout)
}

/** What gets an ACL: an open file or folder, or what is at a path that nobody else can change. */
export interface AclOf {
  readonly path: string
  readonly acl: Acl | undefined
  /** The mode that it gets with it. */
  readonly mode: number
}

/** Descriptors that one process gets at most. */
const mostAtOnce = 500

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
const firstDescriptor = 3

/** Sets ACLs on what is at the paths now, through descriptors: a link in its place is refused. */
const setSome = async (wanted: readonly AclOf[]): Promise<void> => {
  const files: number[] = []
  try {
    for (const { path } of wanted) files.push(openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
    const input = wanted
      .map(({ acl, mode }, index) =>
        [`# file: /proc/self/fd/${firstDescriptor + index}`, ...aclLines(acl, mode), ''].join('\n'),
      )
      .join('\n')
    const { code, stderr } = await run(['setfacl', '--restore=-'], { input, descriptors: files })
    if (code !== 0) throw failed('set ACLs', stderr)
  } finally {
    files.forEach(closeSync)
  }
}
