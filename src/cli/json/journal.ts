import {
  type JournalDetail,
  type JournalLine,
  type JournaledContext,
  type JournaledStep,
  journalStates,
} from '../../provision/api.js'
import { list, mark, named, object, shapeOf, text, time, whole, word } from './shape.js'

const lineFields = {
  id: text('name of the journal'),
  task: text('command: `provision-verify`'),
  contexts: list(text('name'), 'contexts that the task changes'),
  state: word(
    journalStates,
    'how the task ended, or `running`; `interrupted` and `stuck` are open; `damaged`: the journal cannot be read',
  ),
  since: time('when the task began'),
  user: text('UNIX user that ran it'),
}

const optionalLineFields = {
  ended: time('when it ended; absent while the task runs, and in journals of version 0.1'),
  milliseconds: whole('time from the beginning to the end'),
  reason: text('why the task did not succeed'),
  undoable: mark('`provision-undo` can undo it; absent otherwise'),
}

const journalLine = shapeOf<JournalLine>()(
  object('A task that is running, interrupted or ended.', lineFields, optionalLineFields),
)

const journaledStep = shapeOf<JournaledStep>()(
  object(
    'A step of a journal.',
    { title: text('step, as a sentence') },
    {
      stdout: text('what the program of the step has written to standard output, as a whole'),
      stderr: text('the same for standard error'),
      state: word(
        ['done', 'failed', 'undone', 'left over', 'begun', 'not run'],
        'result of the step; absent if the journal does not record it',
      ),
    },
  ),
)

const journaledContext = shapeOf<JournaledContext>()(
  object(
    'What a task did to one context.',
    {
      context: text('name of the context'),
      state: word(journalStates, 'how the task ended for this context'),
      steps: list(
        named('journaled-step', journaledStep),
        'steps of the plan; none in a task of more than 100 contexts',
      ),
    },
    {
      reason: text('step that failed, and why'),
      leftOver: list(text('step, and why'), 'what could not be undone'),
    },
  ),
)

const journalDetail = shapeOf<JournalDetail>()(
  object(
    'What `provision-journal ID` shows.',
    { ...lineFields, plans: list(named('journaled', journaledContext), 'one for each context') },
    optionalLineFields,
  ),
)

export const journalDefinitions = {
  journal: list(named('journal-line', journalLine), 'What `provision-journal` shows, the oldest first.'),
  'journal-line': journalLine,
  'journal-detail': journalDetail,
  journaled: journaledContext,
  'journaled-step': journaledStep,
}
