import type { ProgressEvent } from '../../engine/progress.js'
import { list, named, object, oneOf, only, shapeOf, text, time, truth, whole } from './shape.js'
import { change } from './task.js'

/** A progress event in the output of `--events`. */
export type TimedEvent = { readonly time: string } & ProgressEvent

const happened = time('when it happened')
const context = text('name of the context')
const title = text('step, as a sentence; secrets are masked')
const milliseconds = whole('how long it took')

const events = {
  planned: object('The steps of a context that will run; those of all contexts come before the first step.', {
    time: happened,
    event: only('planned'),
    context,
    changes: list(named('change', change), 'changes in the plan, without checks'),
  }),
  begun: object('A step begins.', {
    time: happened,
    event: only('begun'),
    context,
    title,
    host: text('host of the step'),
  }),
  advanced: object(
    'The progress of a long step.',
    { time: happened, event: only('advanced'), context, title, done: whole('how much is done') },
    { of: whole('total, if known'), unit: text('unit of both numbers: `files`, `bytes`') },
  ),
  done: object('A step has succeeded.', { time: happened, event: only('done'), context, title, milliseconds }),
  failed: object('A step has failed.', { time: happened, event: only('failed'), context, title, message: text('why') }),
  undone: object('A step is undone.', { time: happened, event: only('undone'), context, title }),
  reloaded: object('A server was reloaded.', {
    time: happened,
    event: only('reloaded'),
    server: text('name of the server'),
    milliseconds,
  }),
  warning: object('A warning for the user.', {
    time: happened,
    event: only('warning'),
    context,
    message: text('warning'),
  }),
  committed: object('The task is committed for these contexts: a later failure no longer undoes it.', {
    time: happened,
    event: only('committed'),
    contexts: list(text('name'), 'contexts that passed the commit'),
  }),
  ended: object('The task has ended for a context.', {
    time: happened,
    event: only('ended'),
    context,
    ok: truth('whether it succeeded'),
    changed: truth('whether something was changed'),
  }),
}

const event = shapeOf<TimedEvent>()(oneOf('A line of `--events`.', events))

export const eventDefinitions = { event, ...events }
