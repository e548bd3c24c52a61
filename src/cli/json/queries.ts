import type { Json } from '../../contexts/property.js'
import {
  type JournalDetail,
  type JournalLine,
  type JournaledContext,
  type JournaledStep,
  type ListedContext,
  type SandboxServer,
  type ShownContext,
  type ShownProperty,
  journalStates,
} from '../../provision/api.js'
import { anything, list, map, named, object, shapeOf, text, time, truth, whole, word } from './shape.js'

const unknown = list(
  text('`context_type`, or the path of a property'),
  'what this version does not know of the context; tasks on it are refused',
)

const listedContext = shapeOf<ListedContext>()(
  object(
    'A context, as a line of the list.',
    {
      name: text('name of the context, with its @'),
      type: text('type of the context: `site`; `damaged` when its file cannot be read'),
      services: map(text('service type'), 'what a server offers: `{"http": "nginx"}`'),
    },
    {
      on: text('context that it is placed on: the platform of a site, the server of a platform'),
      uri: text('address of a site'),
      installed: truth('whether the application of a site is installed'),
      enabled: truth('whether a site answers; `false`: it shows the disabled page'),
      application: text('what the code base is: `wordpress`'),
      version: text('version of the code base, where it can be told'),
      client: text('client that owns the site'),
      damage: text('what is wrong with the file, with its line'),
      unknown,
    },
  ),
)

const shownProperty = shapeOf<ShownProperty>()(
  object('A property of a context.', {
    name: text('name of the property'),
    value: anything<Json>('its value: references as names, secrets as `********`'),
    source: word(
      ['given', 'recorded', 'derived', 'default', 'unknown'],
      'where the value comes from; `unknown`: it is stored, and this version does not know it',
    ),
  }),
)

const provider = object('The server that gives a context a service.', {
  server: text('name of the server'),
  type: text('service type'),
})

const shownContext = shapeOf<ShownContext>()(
  object(
    'What `provision-show` shows.',
    {
      name: text('name of the context, with its @'),
      type: text('type of the context: `site`'),
      uuid: text("owner's mark: whatever is made for the context carries it"),
      properties: list(
        named('property', shownProperty),
        'properties that are stored; with `--resolved` all with a value',
      ),
      services: map(
        named('provider', provider),
        'which server gives the context which service: `{"db": {"server": "@server_db", "type": "mysql"}}`',
      ),
    },
    { unknown },
  ),
)

const lineFields = {
  id: text('name of the journal'),
  task: text('command: `provision-verify`'),
  contexts: list(text('name'), 'contexts that the task changes'),
  state: word(journalStates, 'how the task has ended, or `running`; `interrupted` and `stuck` are open'),
  since: time('when the task began'),
  user: text('UNIX user that ran it'),
}

const optionalLineFields = {
  ended: time('when it ended; absent while it runs, and in journals of version 0.1'),
  milliseconds: whole('time from the beginning to the end'),
  reason: text('why it is not done'),
}

const journalLine = shapeOf<JournalLine>()(
  object('A task that runs, was broken off or has ended.', lineFields, optionalLineFields),
)

const journaledStep = shapeOf<JournaledStep>()(
  object(
    'A step of a journal.',
    { title: text('step, as a sentence') },
    {
      state: word(
        ['done', 'failed', 'undone', 'left over', 'begun', 'not run'],
        'what became of it; absent where the journal does not say',
      ),
    },
  ),
)

const journaledContext = shapeOf<JournaledContext>()(
  object(
    'What a task did to one context.',
    {
      context: text('name of the context'),
      state: word(journalStates, 'how it has ended for this context'),
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

const sandboxServer = shapeOf<SandboxServer>()(
  object('A private server on loopback.', {
    name: text('name of the server'),
    running: truth('whether it runs'),
    address: text('`127.0.0.1:PORT`, or a socket'),
  }),
)

export const queryDefinitions = {
  list: list(named('listed', listedContext), 'What `provision-list` shows.'),
  listed: listedContext,
  show: shownContext,
  value: anything<Json>('What `provision-show --property` shows: the value alone.'),
  property: shownProperty,
  provider,
  journal: list(named('journal-line', journalLine), 'What `provision-journal` shows, the oldest first.'),
  'journal-line': journalLine,
  'journal-detail': journalDetail,
  journaled: journaledContext,
  'journaled-step': journaledStep,
  sandbox: list(named('server', sandboxServer), 'What the `sandbox` commands show.'),
  server: sandboxServer,
}
