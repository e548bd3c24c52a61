import type { ProgressEvent } from '../../engine/progress.js'
import { list, named, object, oneOf, only, shapeOf, text, time, truth, whole } from './shape.js'
import { change } from './task.js'

/** A progress event, as `--events` writes it. */
export type TimedEvent = { readonly time: string } & ProgressEvent

const happened = time('when it happened')
const context = text('context that it is about')
const title = text('step, as a sentence; secrets are masked')
const milliseconds = whole('how long it took')

const events = {
  planned: object('The steps of a context that will run; those of all contexts come before the first step.', {
    time: happened,
    event: only('planned'),
    context,
    changes: list(named('change', change), 'what the plan changes; checks are not among them'),
  }),
  begun: object('A step begins.', {
    time: happened,
    event: only('begun'),
    context,
    title,
    host: text('host of the step'),
  }),
  advanced: object(
    'How far a long step is.',
    { time: happened, event: only('advanced'), context, title, done: whole('how much is done') },
    { of: whole('of how much, where that is known'), unit: text('what is counted: `files`, `bytes`') },
  ),
  done: object('A step has ended well.', { time: happened, event: only('done'), context, title, milliseconds }),
  failed: object('A step has failed.', { time: happened, event: only('failed'), context, title, message: text('why') }),
  undone: object('A step is undone.', { time: happened, event: only('undone'), context, title }),
  reloaded: object('A server was reloaded.', {
    time: happened,
    event: only('reloaded'),
    server: text('name of the server'),
    milliseconds,
  }),
  warning: object('Something that the user should know of.', {
    time: happened,
    event: only('warning'),
    context,
    message: text('warning'),
  }),
  committed: object('From here on these contexts are finished, not undone.', {
    time: happened,
    event: only('committed'),
    contexts: list(text('name'), 'contexts that passed the commit'),
  }),
  ended: object('Nothing more is done for a context.', {
    time: happened,
    event: only('ended'),
    context,
    ok: truth('whether all went well'),
    changed: truth('whether something was changed'),
  }),
}

const event = shapeOf<TimedEvent>()(oneOf('A line of `--events`.', events))

export const eventDefinitions = { event, ...events }
