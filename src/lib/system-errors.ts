import { dirname } from 'node:path'
import type { ErrorCode } from './error-codes.js'
import { shellWord } from './shell-word.js'

interface SystemError {
  readonly code: ErrorCode
  /** What to do next. `at` is the path of the error, with a blank before it, or empty. */
  readonly fix: (at: string) => string
  /** The path to look at, if it is not that of the error, which may not exist. */
  readonly of?: (path: string) => string
}

const system = (fix: SystemError['fix']): SystemError => ({ code: 'PROVISION_PROCESS_ERROR', fix })
const permission: SystemError = {
  code: 'DRUSH_PERM_ERROR',
  fix: (at) => `give the provisioning user access (namei -l${at} shows the owners), then retry`,
}
const full: SystemError = {
  code: 'PROVISION_DISK_FULL',
  of: dirname,
  fix: (at) => `free some space (df -h${at} shows what is used, df -i${at} the inodes), then retry`,
}
const tooManyFiles = system(() => 'raise the limit of open files (ulimit -n), or end other programs, then retry')

/** Errors of the system, which mean the same wherever they come from. */
const systemErrors: Readonly<Record<string, SystemError>> = {
  E2BIG: system(() => 'name fewer files or contexts at once'),
  EACCES: permission,
  EBUSY: system((at) => `end what uses it (fuser -v${at} shows it), or unmount it, then retry`),
  EDQUOT: full,
  EEXIST: system((at) => `move away what is there (ls -ld${at}), then retry`),
  EIO: system(() => 'the disk cannot be read or written: read the log of the kernel (dmesg)'),
  EISDIR: system(() => 'that is a folder: name a file, or move the folder away'),
  ELOOP: system((at) => `correct the links on the way (namei -l${at} shows them)`),
  EMFILE: tooManyFiles,
  ENAMETOOLONG: system(() => 'choose a shorter name'),
  ENFILE: tooManyFiles,
  ENOENT: system((at) => `correct the path, or put back what was there (namei -l${at} shows where it ends)`),
  ENOMEM: system(() => 'the memory is used up (free -h): end other programs, then retry'),
  ENOSPC: full,
  ENOTDIR: system(
    (at) => `a part of the path is no folder (namei -l${at} shows it): correct the path, or move that away`,
  ),
  ENOTEMPTY: system((at) => `move away what is in the folder (ls -la${at}), then retry`),
  EPERM: permission,
  EROFS: {
    code: 'DRUSH_PERM_ERROR',
    fix: (at) => `mount the file system for writing (findmnt -T${at || ' PATH'} shows it), then retry`,
  },
  ETXTBSY: system(() => 'the program is being written: retry'),
}

/** The entry for an error of the system: its code, and what to do next. Undefined for any other error. */
export const systemErrorOf = (error: unknown): { readonly code: ErrorCode; readonly fix: string } | undefined => {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException
  const known = Object.hasOwn(systemErrors, code) ? systemErrors[code] : undefined
  const lookedAt = path !== undefined && known?.of !== undefined ? known.of(path) : path
  return known && { code: known.code, fix: known.fix(lookedAt === undefined ? '' : ` ${shellWord(lookedAt)}`) }
}
