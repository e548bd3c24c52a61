import type { Json } from '../../contexts/property.js'
import type { ListedContext, SandboxServer, ShownContext, ShownProperty } from '../../provision/api.js'
import { anything, list, map, named, object, shapeOf, text, truth, word } from './shape.js'

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
      at: map(text('how it is reached'), 'how each service of a server is reached: `{"http": "port 8080"}`'),
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

const provider = object(
  'The server that gives a context a service.',
  { server: text('name of the server'), type: text('service type') },
  { at: text('how it is reached there: `port 8080`') },
)

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
  sandbox: list(named('server', sandboxServer), 'What the `sandbox` commands show.'),
  server: sandboxServer,
}
