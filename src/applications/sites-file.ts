import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import type { Transition } from '../services/planner.js'
import { removePath, writeFile } from '../steps/common/make.js'
import type { Step } from '../steps/common/step.js'
import { render } from '../templates/render.js'
import { codePlace } from './code-host.js'
import { sitesPath } from './layout.js'

const beginning = '// provision: begin'
const ending = '// provision: end'

const pathOf = (platform: Platform): string => posix.join(sitesPath(platform), 'sites.php')

/** The text that others wrote, without the lines of Provision. */
const othersText = (text: string): string => {
  const [begin, end] = [text.indexOf(beginning), text.indexOf(ending)]
  return begin < 0 || end < begin ? text : `${text.slice(0, begin)}${text.slice(end + ending.length + 1)}`
}

const isEmpty = (text: string): boolean => text.trim() === '<?php' || text.trim() === ''

/** The place for more PHP at the end of a file: PHP may have been left, or never entered. */
const openedPhp = (text: string): string => {
  if (isEmpty(text)) return '<?php\n'
  const whole = text.endsWith('\n') ? text : `${text}\n`
  return whole.lastIndexOf('?>') > whole.lastIndexOf('<?php') || !whole.includes('<?php') ? `${whole}<?php\n` : whole
}

const withLines = (platform: Platform, text: string): string =>
  openedPhp(othersText(text)) +
  render('multisite/sites.php', { beginning, ending, context: platform.name, uuid: platform.uuid })

const write = (platform: Platform, server: Server, planning: Planning, text: string): Step =>
  writeFile(codePlace(platform, server, planning), {
    title: `write ${pathOf(platform)}`,
    path: pathOf(platform),
    text,
    mode: 0o644,
  })

/**
 * `sites/sites.php`, in which the web server has the last word on which site answers. What others have written stays, and
 * counts for requests that no web server of Provision has sent.
 */
export const sitesFile = (platform: Platform, server: Server, planning: Planning): readonly Step[] => [
  write(platform, server, planning, withLines(platform, planning.host(server).text(pathOf(platform)) ?? '')),
]

/** Takes the lines of Provision out, and the file with them if there is nothing else in it. */
export const withdrawSitesFile = (
  { from, to }: Transition<'platform'>,
  server: Server,
  planning: Planning,
): readonly Step[] => {
  const text = planning.host(server).text(pathOf(from))
  if (to !== undefined || text === undefined || !text.includes(from.uuid)) return []
  const others = othersText(text)
  return isEmpty(others)
    ? [removePath(codePlace(from, server, planning), { path: pathOf(from) })]
    : [write(from, server, planning, others)]
}
