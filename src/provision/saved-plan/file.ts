import { type Stats, writeFileSync } from 'node:fs'
import { ProvisionError, usage } from '../../errors.js'
import { regularText } from '../../hosts/local/regular-file.js'
import { jsonFault } from '../../lib/json-fault.js'
import { type SavedPlan, digestOf, formatOf, isSavedPlan, planFormat } from './format.js'

const onlyOwner = 0o600
const othersMayWrite = 0o022

const makeNew = 'make a new plan: the command, with --dry-run --out=FILE'

/** Creates a new file that nobody else can read. Follows no link, and replaces nothing. */
export const createPlan = (path: string, plan: Omit<SavedPlan, 'digest'>): void => {
  const text = `${JSON.stringify({ ...plan, digest: digestOf(plan) }, undefined, 2)}\n`
  try {
    writeFileSync(path, text, { mode: onlyOwner, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new ProvisionError('PROVISION_USAGE', `${path} exists already`, {
      fix: 'name a new file with --out',
      cause: error,
    })
  }
}

const notOwn = (path: string): ProvisionError =>
  usage(`${path} is not a file that you alone can write`, 'make a plan of your own: --dry-run --out=FILE')

/** Whoever can write a plan decides what it asks for. */
const refuseForeign = (path: string, { uid, mode }: Stats): void => {
  if (uid !== process.getuid?.() || (mode & othersMayWrite) !== 0) throw notOwn(path)
}

const isLink = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ELOOP'

const textOf = (path: string): string => {
  try {
    const text = regularText(path, { noLink: true, check: (state) => refuseForeign(path, state) })
    if (text !== undefined) return text
  } catch (error) {
    if (!isLink(error)) throw error
  }
  throw usage(`there is no file ${path}, or it is not a regular one`, makeNew)
}

/** The parser's message would quote the file, which may be any file that the user has named by mistake. */
const parsed = (text: string): unknown => {
  try {
    const plan: unknown = JSON.parse(text)
    return jsonFault(text) === undefined ? plan : undefined
  } catch {
    return undefined
  }
}

export const readPlan = (path: string): SavedPlan => {
  const plan = parsed(textOf(path))
  if (isSavedPlan(plan)) return plan
  const format = formatOf(plan)
  if (format === undefined) throw usage(`${path} is not a saved plan`, makeNew)
  throw format === planFormat
    ? usage(`${path} has been changed since it was saved, or is damaged`, makeNew)
    : usage(`${path} is a saved plan in format ${format}; this version reads format ${planFormat}`, makeNew)
}
