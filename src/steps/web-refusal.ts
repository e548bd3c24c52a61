import { hasSecret } from '../contexts/secret.js'
import { ProvisionError } from '../errors.js'
import type { Finished } from '../hosts/host.js'
import type { WebChange } from './web-change.js'
import type { WebOrder } from './web-server.js'

const noise = /\[(?:warn|notice)\]|test failed|AH0055[78]|Action '|error log may have/

const said = ({ stdout, stderr }: Finished): string => `${stderr}\n${stdout}`

/** What a command said that matters, in at most three lines. */
export const lastLines = (finished: Finished): string =>
  said(finished)
    .split('\n')
    .map((line) => line.replace(/^nginx: |^\d{4}\/\S+ \S+ /, '').trim())
    .filter((line) => line !== '' && !noise.test(line))
    .slice(0, 3)
    .join(' ')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The line that is named of a file: Nginx writes `in PATH:LINE`, Apache `on line LINE of PATH:`. */
const namedLine = (output: string, path: string): number | undefined => {
  const name = escaped(path)
  const [, nginx, apache] = new RegExp(`in ${name}:(\\d+)|line (\\d+) of ${name}:`).exec(output) ?? []
  return nginx === undefined && apache === undefined ? undefined : Number(nginx ?? apache)
}

export const blames = (finished: Finished, { changes }: WebOrder): boolean =>
  changes.some(({ path }) => namedLine(said(finished), path) !== undefined)

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
const placeOf = (output: string, { path, text }: WebChange): readonly string[] => {
  const number = namedLine(output, path)
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
export const refusal = ({ context, title, changes }: WebOrder, server: string, finished: Finished): ProvisionError => {
  const places = changes.flatMap((change) => placeOf(said(finished), change)).join('')
  return new ProvisionError(
    'PROVISION_WEB_CONFIG_REFUSED',
    `${title}: ${server} refuses it: ${lastLines(finished)}${places}`,
    {
      fix: 'mend what the line names (an own directive in pre.d or post.d, or a property), then verify again; the last good configuration is in place',
      context,
    },
  )
}

/** The server refuses what is there without the order too. */
export const brokenElsewhere = ({ context }: WebOrder, server: string, finished: Finished): ProvisionError =>
  new ProvisionError(
    'PROVISION_WEB_CONFIG_BROKEN',
    `the configuration of ${server} is broken, and not by ${context}: ${lastLines(finished)}`,
    {
      fix: 'mend what the line names, or verify the context that it belongs to, first; nothing was changed',
      context,
    },
  )
