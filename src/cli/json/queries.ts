import { contextTypeNames } from '../../contexts/context.js'
import type { Json } from '../../contexts/property.js'
import type { JournalLine, ListedContext, SandboxServer, ShownContext, ShownProperty } from '../../provision/api.js'
import { anything, list, map, named, object, shapeOf, text, time, truth, word } from './shape.js'

const contextType = word(contextTypeNames, 'type of the context')

const listedContext = shapeOf<ListedContext>()(
  object(
    'A context, as a line of the list.',
    {
      name: text('name of the context, with its @'),
      type: word([...contextTypeNames, 'damaged'], 'type of the context; `damaged` when its file cannot be read'),
      services: map(text('service type'), 'what a server offers: `{"http": "nginx"}`'),
    },
    {
      on: text('context that it is placed on: the platform of a site, the server of a platform'),
      damage: text('what is wrong with the file, with its line'),
    },
  ),
)

const shownProperty = shapeOf<ShownProperty>()(
  object('A property of a context.', {
    name: text('name of the property'),
    value: anything<Json>('its value: references as names, secrets as `********`'),
    source: word(['given', 'recorded', 'derived', 'default'], 'where the value comes from'),
  }),
)

const provider = object('The server that gives a context a service.', {
  server: text('name of the server'),
  type: text('service type'),
})

const shownContext = shapeOf<ShownContext>()(
  object('What `provision-show` shows.', {
    name: text('name of the context, with its @'),
    type: contextType,
    uuid: text("owner's mark: whatever is made for the context carries it"),
    properties: list(
      named('property', shownProperty),
      'properties that are stored; with `--resolved` all with a value',
    ),
    services: map(
      named('provider', provider),
      'which server gives the context which service: `{"db": {"server": "@server_db", "type": "mysql"}}`',
    ),
  }),
)

const journalLine = shapeOf<JournalLine>()(
  object('A task that runs, was broken off or has ended.', {
    id: text('name of the journal'),
    task: text('command: `provision-verify`'),
    contexts: list(text('name'), 'contexts that the task changes'),
    state: text('`done`, `undone`, `running`, `interrupted` or `stuck`'),
    since: time('when the task began'),
  }),
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
  sandbox: list(named('server', sandboxServer), 'What the `sandbox` commands show.'),
  server: sandboxServer,
}
