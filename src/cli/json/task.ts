import type { ChangeLine } from '../../engine/progress.js'
import type { Complaint } from '../../errors.js'
import { type ValueOf, deprecated, list, map, mark, named, object, shapeOf, text, truth, word } from './shape.js'

const contextName = text('name of the context, with its @')
const undone = mark('the task failed and its changes were undone; absent if it had changed nothing')
const leftOver = list(text('step, and why'), 'what could not be undone or finished; absent if there is nothing')
const warnings = list(text('warning'), 'warnings for the user')

export const change = shapeOf<ChangeLine>()(
  object(
    'A change that a task makes to a context, or would make.',
    {
      context: contextName,
      action: word(['create', 'change', 'delete', 'run'], 'what is done'),
      title: text('step as a sentence; secrets are masked'),
    },
    {
      detail: text('a few words: `mode 0644 → 0640`'),
      before: text('text before the change; only with `--diff`'),
      after: text('text after the change; only with `--diff`'),
      irreversible: text('why an undo would not restore the earlier state; absent if it would'),
    },
  ),
)

const complaint = shapeOf<Complaint>()(
  object(
    'A mistake in a value that the user gave.',
    { path: text('where: `@example.com/aliases/2`'), message: text('what is wrong') },
    { fix: text('what to do next') },
  ),
)

export const error = object(
  'A failure.',
  {
    code: text("[error name](errors.md): one of Aegir's, or one that begins with `PROVISION_`"),
    message: text('what failed, and where'),
  },
  {
    fix: text('what to do next'),
    context: text('context that the failure belongs to'),
    complaints: list(named('complaint', complaint), 'each value that is wrong; code `PROVISION_CONFIG_NOT_VALID`'),
    reasons: list(text('message'), 'causes, the nearest first'),
  },
)

export type JsonError = ValueOf<typeof error>

const changes = list(named('change', change), 'what was done; with `--dry-run` and `--check`, what would be done')
const result = map(text('value'), 'values that the task created: `login_link`, `db_name`')

export const contextAnswer = object(
  'What a task did for one context.',
  {
    context: contextName,
    ok: truth('whether the task succeeded'),
    changed: truth('whether something was changed; with `--dry-run` and `--check`, whether something would be'),
    result,
    changes,
    warnings,
  },
  { error: named('error', error, 'why the task failed'), undone, leftOver },
)

export type ContextAnswer = ValueOf<typeof contextAnswer>

export const taskAnswer = object(
  'What a task did, for one context and for many. A command that fails before any context is known gives the same, with `error` and no contexts.',
  {
    ok: truth('whether all contexts are ok'),
    changed: truth('whether something was changed for any of them'),
    contexts: list(named('context', contextAnswer), 'one for each context, in the order in which they were asked for'),
  },
  {
    error: named('error', error, 'why the command failed, or else the error of the first context that failed'),
    context: deprecated(text('name of the context, when there is only one')),
    result: deprecated(map(text('value'), 'result of the context, when there is only one')),
    changes: deprecated(list(named('change', change), 'changes of all contexts')),
    warnings: deprecated(list(text('warning'), 'warnings of all contexts')),
    undone: deprecated(mark('as for the context, when there is only one')),
    leftOver: deprecated(list(text('step, and why'), 'as for the context, when there is only one')),
  },
)

export type TaskAnswer = ValueOf<typeof taskAnswer>

export const taskDefinitions = { task: taskAnswer, context: contextAnswer, change, error, complaint }
