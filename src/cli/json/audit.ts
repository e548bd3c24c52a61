import { type IsolationReport, triers, tryKinds } from '../../provision/api.js'
import { jsonError } from './report.js'
import { type ValueOf, list, named, object, text, truth, word } from './shape.js'
import { error } from './task.js'

const isolationTry = object(
  'What one site has tried of another one.',
  {
    as: word(triers, 'who tried: its PHP in its pool, its account of the database server, a login of its client'),
    kind: word(tryKinds, 'what it would have been'),
    what: text('what was tried'),
    result: word(
      ['nothing', 'got', 'shared', 'not tried'],
      'what came of it; shared: all have it in common, which is no failure',
    ),
  },
  { detail: text('what was got, which limit there is, or why it was not tried') },
)

const isolation = object(
  'The tries of one site.',
  { site: text('site that has tried'), tries: list(named('isolation-try', isolationTry), 'its tries') },
  {
    other: text('site that it has tried to get at'),
    user: text('UNIX user of its PHP'),
    error: named('error', error, 'why it could not try'),
  },
)

const audit = object('What `provision-audit isolation` found.', {
  ok: truth('whether all sites could try, and got nothing'),
  sites: list(named('isolation', isolation), 'the sites that have tried'),
})

export const auditDefinitions = { audit, isolation, 'isolation-try': isolationTry }

export const auditAnswer = (reports: readonly IsolationReport[], ok: boolean): ValueOf<typeof audit> => ({
  ok,
  sites: reports.map(({ error: why, ...report }) => ({
    ...report,
    ...(why === undefined ? {} : { error: jsonError(why) }),
  })),
})
