import { hasSecret } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Finished, Words } from '../../hosts/host.js'
import type { ControlledServer, WebChange, WebControl, WebRequest } from './control.js'

/** How a web server words its complaints. */
type Wording = Pick<WebControl, 'errorAt' | 'noise'>

type Refusing = Pick<ControlledServer, 'server'> & { readonly control: Wording }

const said = ({ stdout, stderr }: Finished): string => `${stderr}\n${stdout}`

/** What a command said that matters, in at most three lines. */
export const lastLines = (finished: Finished, { noise }: Wording): string =>
  said(finished)
    .split('\n')
    .map((line) => noise.reduce((left, one) => left.replace(new RegExp(one), ''), line).trim())
    .filter((line) => line !== '')
    .slice(0, 3)
    .join(' ')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const lineAt = (wording: string, path: string): RegExp =>
  new RegExp(
    escaped(wording)
      .replace('LINE', '(\\d+)')
      .replace('PATH', () => escaped(path)),
  )

/** The line that is named of a file. */
const namedLine = (output: string, path: string, { errorAt }: Wording): number | undefined => {
  const [named] = errorAt.flatMap((wording) => lineAt(wording, path).exec(output)?.[1] ?? [])
  return named === undefined ? undefined : Number(named)
}

export const blames = (finished: Finished, { changes }: WebRequest, control: Wording): boolean =>
  changes.some(({ path }) => namedLine(said(finished), path, control) !== undefined)

/** The administrator's own file that a line was copied from; between marks that say which one it is. */
const sourceOf = (lines: readonly string[], number: number): string | undefined => {
  for (let at = number - 1; at >= 0; at--) {
    const [, begun, ended] = /^\s*# (?:from (\/.*)|end of (\/.*))$/.exec(lines[at] ?? '') ?? []
    if (ended !== undefined) return undefined
    if (begun !== undefined) return `${begun}:${number - at - 1}`
  }
  return undefined
}

/** Where the cause is; the text is shown, for by then the file is put back. */
const placeOf = (output: string, { path, text }: WebChange, control: Wording): readonly string[] => {
  const number = namedLine(output, path, control)
  if (number === undefined || text === undefined) return []
  const lines = text.split('\n')
  const line = lines[number - 1]?.trim() ?? ''
  const source = sourceOf(lines, number)
  return [
    ...(source === undefined ? [] : [`; the line comes from ${source}`]),
    ...(line === '' || hasSecret(line) ? [] : [`: ${line}`]),
  ]
}

/** The server refuses what the order wants. */
export const refusal = (
  { context, title, changes }: WebRequest,
  { server, control }: Refusing,
  finished: Finished,
): ProvisionError => {
  const places = changes.flatMap((change) => placeOf(said(finished), change, control)).join('')
  return new ProvisionError(
    'PROVISION_WEB_CONFIG_REFUSED',
    `${title}: ${server} refuses it: ${lastLines(finished, control)}${places}`,
    {
      fix: 'correct what the line names (your own directive in pre.d or post.d, or a property), then verify again; the last good configuration is in place',
      context,
    },
  )
}

/** The server refuses what is there without the order too. */
export const brokenElsewhere = (
  { context }: WebRequest,
  { server, control }: Refusing,
  finished: Finished,
): ProvisionError =>
  new ProvisionError(
    'PROVISION_WEB_CONFIG_BROKEN',
    `the configuration of ${server} is broken, and not by ${context}: ${lastLines(finished, control)}`,
    {
      fix: 'correct what the line names, or verify the context that it belongs to first; nothing was changed',
      context,
    },
  )

const isOfSudo = (line: string): boolean => /^(?:sudo: |Sorry, user )/.test(line)

/** Sudo goes on after it. */
const isWarning = (line: string): boolean => line.startsWith('sudo: unable to resolve host')

/** Sudo has no rule for a command that tests or reloads the server: then it alone has spoken. */
export const forbiddenCommand = (
  name: string,
  words: Words,
  user: string,
  finished: Finished,
): ProvisionError | undefined => {
  const lines = said(finished)
    .split('\n')
    .filter((line) => line.trim() !== '' && !isWarning(line))
  if (lines.length === 0 || !lines.every(isOfSudo)) return undefined
  const command = words.filter((word, at) => word !== 'sudo' && !(at === 1 && word === '-n')).join(' ')
  return new ProvisionError('DRUSH_PERM_ERROR', `${name}: ${user} may not run ${words.join(' ')}: ${lines.join(' ')}`, {
    fix: `as root, into /etc/sudoers.d/provision: ${user} ALL=(root) NOPASSWD: ${command}`,
    context: name,
  })
}
