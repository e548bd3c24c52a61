import { setTimeout as delay } from 'node:timers/promises'
import type { Host } from '../../hosts/host.js'

/** Lines that were added to a log. */
export interface LogLines {
  readonly path: string
  readonly lines: readonly string[]
}

interface Wanted {
  readonly paths: readonly string[]
  /** The host names of a site. Lines that name another host are not of it. */
  readonly hosts: readonly string[]
}

const mostBytes = 16_384
const mostLines = 6
const longestLine = 400
/** Processes write their logs after they have answered. */
const writingMilliseconds = 100

/** As Nginx writes it: `host: "example.com:8080"`. */
const namedHost = /\bhost: "([^":]+)/

const isOfSite = (line: string, hosts: readonly string[]): boolean => {
  const [, host] = namedHost.exec(line) ?? []
  return host === undefined || hosts.includes(host)
}

/** The last lines, each of limited length. */
const shownLines = (text: string, hosts: readonly string[]): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && isOfSite(line, hosts))
    .slice(-mostLines)
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`))

/** The lines that logs gain while something is done. Logs that may not be read have none. */
export const addedLines = async (
  { paths, hosts }: Wanted,
  { files }: Host,
  act: () => Promise<void>,
): Promise<readonly LogLines[]> => {
  const before = await files.readAdded(paths.map((path) => ({ path, from: 0, most: 0 })))
  await act()
  await delay(writingMilliseconds)
  const growing = paths.map((path, index) => ({ path, from: before[index]?.size ?? 0, most: mostBytes }))
  const added = await files.readAdded(growing)
  return growing
    .map(({ path }, index) => ({ path, lines: shownLines(added[index]?.text ?? '', hosts) }))
    .filter(({ lines }) => lines.length > 0)
}
