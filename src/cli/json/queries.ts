import type { Json } from '../../contexts/property.js'
import type { ListedContext, SandboxServer, ShownContext, ShownProperty } from '../../provision/api.js'
import { anything, list, map, named, object, shapeOf, text, truth, word } from './shape.js'

const unknown = list(
  text('`context_type`, or the path of a property'),
  'parts of the context that this version does not know; tasks on the context are refused',
)

const listedContext = shapeOf<ListedContext>()(
  object(
    'A context in the list.',
    {
      name: text('name of the context, with its @'),
      type: text('type of the context: `site`; `damaged` when its file cannot be read'),
      services: map(text('service type'), 'services that a server offers: `{"http": "nginx"}`'),
    },
    {
      on: text('parent context: the platform of a site, the server of a platform'),
      uri: text('address of a site'),
      installed: truth('whether the application of a site is installed'),
      enabled: truth('whether a site is enabled; `false`: it shows the disabled page'),
      application: text('application of the code base: `wordpress`'),
      version: text('version of the code base, if it can be read'),
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
      'where the value comes from; `unknown`: stored, but not known to this version',
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
      uuid: text('owner tag: everything that is created for the context has it'),
      properties: list(
        named('property', shownProperty),
        'stored properties; with `--resolved` all properties with a value',
      ),
      services: map(
        named('provider', provider),
        'the server of each service: `{"db": {"server": "@server_db", "type": "mysql"}}`',
      ),
    },
    { unknown },
  ),
)

const sandboxServer = shapeOf<SandboxServer>()(
  object(
    'A private server on loopback.',
    {
      name: text('name of the server'),
      running: truth('whether it runs'),
      address: text('`127.0.0.1:PORT`, or a socket'),
    },
    { user: text('for PHP: the user that it runs as') },
  ),
)

export const queryDefinitions = {
  list: list(named('listed', listedContext), 'What `provision-list` shows.'),
  listed: listedContext,
  show: shownContext,
  value: anything<Json>('What `provision-show --property` shows: only the value.'),
  property: shownProperty,
  provider,
  sandbox: list(named('server', sandboxServer), 'What the `sandbox` commands show.'),
  server: sandboxServer,
}
