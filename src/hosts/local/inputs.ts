import { readFileSync } from 'node:fs'
import { withoutMark } from '../../lib/byte-order-mark.js'
import { messageOf, usage } from '../../errors.js'

const stdin = 0

/** The text of a file that the user named. `-` is standard input. */
export const textAt = (file: string): string => {
  try {
    return withoutMark(readFileSync(file === '-' ? stdin : file, 'utf8'))
  } catch (error) {
    throw usage(`${file} cannot be read: ${messageOf(error)}`, 'name a file that can be read, or - for standard input')
  }
}

export const fromEnvironment = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined) return value
  throw usage(`the environment variable ${name} is not set`, `export ${name}, or give the value with --properties-from`)
}
