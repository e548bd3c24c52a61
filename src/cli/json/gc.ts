import type { GarbageReport } from '../../provision/api.js'
import { jsonError } from './report.js'
import { type ValueOf, list, named, object, shapeOf, text, truth } from './shape.js'
import { error } from './task.js'

const finding = shapeOf<GarbageReport['findings'][number]>()(
  object(
    'An orphan: no context owns it.',
    {
      kind: text('`database`, `web-file`, `lock`, or a kind that a service adds'),
      where: text('path, or `database NAME on @server`'),
      why: text('why no context owns it'),
      fix: text('command that removes it'),
      removable: truth('whether it is a temporary file of Provision, which provision-gc removes'),
      removed: truth('whether it was removed'),
    },
    { context: text('context that it was created for, if known'), uuid: text('uuid of that context') },
  ),
)

const gc = object(
  'What `provision-gc` found and removed.',
  {
    ok: truth('whether everything could be read and removed'),
    changed: truth('whether something was removed'),
    findings: list(named('finding', finding), 'orphans'),
    warnings: list(text('warning'), 'warnings for the user'),
  },
  {
    error: named('error', error, 'first of the errors'),
    errors: list(named('error', error), 'what could not be read or removed'),
    leftOver: list(text('step, and why'), 'what could not be restored after a failed removal'),
  },
)

export const gcDefinitions = { gc, finding }

const failuresOf = ({ failures, leftOver }: GarbageReport) => ({
  ...(failures.length === 0 ? {} : { error: jsonError(failures[0]), errors: failures.map(jsonError) }),
  ...(leftOver.length === 0 ? {} : { leftOver }),
})

export const gcAnswer = (report: GarbageReport): ValueOf<typeof gc> => ({
  ok: report.failures.length === 0,
  changed: report.findings.some(({ removed }) => removed),
  findings: report.findings,
  warnings: report.warnings,
  ...failuresOf(report),
})
