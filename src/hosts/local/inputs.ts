import { readFileSync } from 'node:fs'
import { withoutMark } from '../../lib/byte-order-mark.js'
import { messageOf, usage } from '../../errors.js'
import { regularText } from './regular-file.js'

const stdin = 0

/** What the shell passes on, such as `<(pass show db)`: reading it may wait for a program. */
const isPassedOn = (file: string): boolean => /^\/dev\/(stdin|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/.test(file)

const textOf = (file: string): string => {
  if (file === '-' || isPassedOn(file)) return readFileSync(file === '-' ? stdin : file, 'utf8')
  const text = regularText(file)
  if (text === undefined) throw new Error('there is no such file, or it is not a regular one')
  return text
}

/** The text of a file that the user named. `-` is standard input. */
export const textAt = (file: string): string => {
  try {
    return withoutMark(textOf(file))
  } catch (error) {
    throw usage(`${file} cannot be read: ${messageOf(error)}`, 'name a file that can be read, or - for standard input')
  }
}

export const fromEnvironment = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined) return value
  throw usage(`the environment variable ${name} is not set`, `export ${name}, or give the value with --properties-from`)
}
