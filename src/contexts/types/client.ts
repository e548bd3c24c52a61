import type { Claims, Rule } from '../constraints.js'
import type { Identity } from '../context.js'
import type { ContextType } from '../context-type.js'
import type { Json, ValuesOf } from '../property.js'
import type { ContextRecord } from '../record.js'
import { isOwnUser } from '../own-user.js'
import { plainText } from '../plain-text.js'
import { email, list, number, shape, size, text } from '../shapes.js'

/** The longest name of a group that works on all systems. */
const longestName = 16

const unixPattern = /^[a-z][a-z0-9_-]{0,15}$/

const unixName = (given: Json): string => {
  const name = plainText(given)
  if (unixPattern.test(name)) return name
  throw new Error(`not a UNIX name: a letter, then a-z, 0-9, _ and -, ${longestName} characters at most`)
}

/** The UNIX name in the name of a context: `acme_ltd` of `@client_Acme Ltd`. Empty if it has no such letters. */
export const unixNameOf = (name: string): string =>
  name
    .replace(/^@(?:client_)?/, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)

const clientProperties = {
  unix_name: shape(
    'UNIX name',
    unixName,
  )({
    description: "name of the client's user and group",
    default: ({ name }: Identity) => unixNameOf(name),
    defaultText: 'from the name of the context',
    example: 'acme',
  }),
  display_name: text({ description: 'name of the client, for people', example: 'Acme Ltd' }),
  client_email: email({ description: 'e-mail address of the client', example: 'ops@example.com' }),
  quota_sites: number({ description: 'how many sites the client may have', example: '10' }),
  quota_disk: size({ description: 'how much the folders of its sites may hold together', example: '20G' }),
  quota_database: size({ description: 'how much the databases of its sites may hold together', example: '2G' }),
  contacts: list(email, { description: 'other e-mail addresses', default: [], example: 'a@example.com,b@example.com' }),
} as const

const nameIn = ({ name, properties: { unix_name } }: ContextRecord): string =>
  typeof unix_name === 'string' ? unix_name : unixNameOf(name)

const unixNames: Claims = {
  namespace: { folder: 'unix-names', noun: 'UNIX name' },
  names: (record) => [{ name: nameIn(record), path: 'unix_name' }],
}

const whyNot = (unixName: string, { name }: ContextRecord): string | undefined => {
  if (unixName === '') return `there is no UNIX name in ${name}`
  return isOwnUser(unixName) ? `${unixName} is a name for the own user of a site` : undefined
}

const hasUnixName: Rule = (record) => {
  const message = whyNot(nameIn(record), record)
  return message === undefined ? [] : [{ path: 'unix_name', message, fix: 'give one: --unix_name=acme' }]
}

/** Services add properties by declaration merging, from their own folders. */
export interface ClientValues extends ValuesOf<typeof clientProperties> {}

export interface Client extends Identity, ClientValues {
  readonly type: 'client'
}

declare module '../context.js' {
  interface ContextTypes {
    client: Client
  }
}

export const contextType = {
  name: 'client',
  description: 'who sites belong to, with a UNIX user and group of its own',
  isOnAllServers: true,
  recommendedName: { pattern: '@client_…', matches: ({ name }) => name.startsWith('@client_') },
  properties: clientProperties,
  rules: [hasUnixName],
  claims: [unixNames],
  fixed: { unix_name: 'save another client, and give that the sites' },
} as const satisfies ContextType
