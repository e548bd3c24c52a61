import { hasSecret } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Finished, Words } from '../../hosts/host.js'
import type { ControlledServer, WebChange, WebControl, WebRequest } from './control.js'

/** How a web server writes its error messages. */
type Wording = Pick<WebControl, 'errorAt' | 'noise'>

type Refusing = Pick<ControlledServer, 'server'> & { readonly control: Wording }

const outputOf = ({ stdout, stderr }: Finished): string => `${stderr}\n${stdout}`

/** The relevant output of a command, in at most three lines. */
export const lastLines = (finished: Finished, { noise }: Wording): string =>
  outputOf(finished)
    .split('\n')
    .map((line) => noise.reduce((left, pattern) => left.replace(new RegExp(pattern), ''), line).trim())
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

/** The line of a file that the output names. */
const namedLine = (output: string, path: string, { errorAt }: Wording): number | undefined => {
  const [named] = errorAt.flatMap((wording) => lineAt(wording, path).exec(output)?.[1] ?? [])
  return named === undefined ? undefined : Number(named)
}

export const blames = (finished: Finished, { changes }: WebRequest, control: Wording): boolean =>
  changes.some(({ path }) => namedLine(outputOf(finished), path, control) !== undefined)

/** The administrator's file that a line was copied from. Marks before and after the copied lines name it. */
const sourceOf = (lines: readonly string[], number: number): string | undefined => {
  for (let index = number - 1; index >= 0; index--) {
    const [, begun, ended] = /^\s*# (?:from (\/.*)|end of (\/.*))$/.exec(lines[index] ?? '') ?? []
    if (ended !== undefined) return undefined
    if (begun !== undefined) return `${begun}:${number - index - 1}`
  }
  return undefined
}

/** The place of the cause. It includes the text, because the file is restored by then. */
const placeOf = (output: string, { path, text }: WebChange, control: Wording): readonly string[] => {
  const number = namedLine(output, path, control)
  if (number === undefined || text === undefined) return []
  const lines = text.split('\n')
  const line = lines[number - 1]?.trim() ?? ''
  const source = sourceOf(lines, number)
  return [
    ...(source === undefined ? [] : [`; this line is from ${source}`]),
    ...(line === '' || hasSecret(line) ? [] : [`: ${line}`]),
  ]
}

/** The error when the server refuses the changes of a request. */
export const refusal = (
  { context, title, changes }: WebRequest,
  { server, control }: Refusing,
  finished: Finished,
): ProvisionError => {
  const places = changes.flatMap((change) => placeOf(outputOf(finished), change, control)).join('')
  return new ProvisionError(
    'PROVISION_WEB_CONFIG_REFUSED',
    `${title}: ${server} refuses it: ${lastLines(finished, control)}${places}`,
    {
      fix: 'correct the line (your directive in pre.d or post.d, or a property), then verify again; the last good configuration is still in use',
      context,
    },
  )
}

/** The error when the server refuses its configuration even without the request. */
export const brokenElsewhere = (
  { context }: Pick<WebRequest, 'context'>,
  { server, control }: Refusing,
  finished: Finished,
): ProvisionError =>
  new ProvisionError(
    'PROVISION_WEB_CONFIG_BROKEN',
    `the configuration of ${server} is broken, but not by ${context}: ${lastLines(finished, control)}`,
    {
      fix: 'correct the line, or first verify the context that it belongs to; nothing was changed',
      context,
    },
  )

const isOfSudo = (line: string): boolean => /^(?:sudo: |Sorry, user )/.test(line)

/** Sudo continues after it. */
const isWarning = (line: string): boolean => line.startsWith('sudo: unable to resolve host')

const withoutSudo = (name: string, words: Words): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${name}: cannot run ${words.join(' ')}: sudo is not installed`, {
    fix: `install sudo, or give commands that need none: provision-save ${name} --http_test_cmd=… --http_restart_cmd=…`,
    context: name,
  })

/** The error when sudo has no rule for a command that tests or reloads the server. Then all output is from sudo. */
export const forbiddenCommand = (
  name: string,
  words: Words,
  user: string,
  finished: Finished,
): ProvisionError | undefined => {
  const lines = outputOf(finished)
    .split('\n')
    .filter((line) => line.trim() !== '' && !isWarning(line))
  if (lines.length === 0 || !lines.every(isOfSudo)) return undefined
  if (lines.includes('sudo: command not found')) return withoutSudo(name, words)
  const command = words.filter((word, index) => word !== 'sudo' && !(index === 1 && word === '-n')).join(' ')
  return new ProvisionError(
    'DRUSH_PERM_ERROR',
    `${name}: ${user} is not allowed to run ${words.join(' ')}: ${lines.join(' ')}`,
    {
      fix: `as root, add to /etc/sudoers.d/provision: ${user} ALL=(root) NOPASSWD: ${command}`,
      context: name,
    },
  )
}
