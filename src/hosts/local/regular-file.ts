import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { ignoringMissing } from './missing.js'

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/** No file that Provision reads is as large as this. */
export const mostBytes = 64 * 1024 * 1024

const tooLarge = (path: string, limit: number): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} is larger than ${limit} bytes, so it is not read`, {
    fix: 'check what has written so much into it, and move it away',
  })

/** All of a regular file that is open. */
export const openedBytes = (file: number): Buffer => readFileSync(file)

export interface Reading {
  /** The largest size, in bytes. */
  readonly limit?: number
  /** Whether a link itself is no file to read. */
  readonly noLink?: boolean
  /** Called with the state of the open file, to refuse it. */
  readonly check?: (state: Stats) => void
}

/**
 * The text of a regular file. Undefined if the path leads to something else or to nothing. It never waits, as for the
 * writer of a FIFO, and refuses what is far too large.
 */
export const regularText = (
  path: string,
  { limit = mostBytes, noLink = false, check }: Reading = {},
): string | undefined =>
  ignoringMissing(() => {
    const file = openSync(path, O_RDONLY | O_NONBLOCK | (noLink ? O_NOFOLLOW : 0))
    try {
      const state = fstatSync(file)
      if (!state.isFile()) return undefined
      check?.(state)
      if (state.size > limit) throw tooLarge(path, limit)
      return readFileSync(file, 'utf8')
    } finally {
      closeSync(file)
    }
  })
