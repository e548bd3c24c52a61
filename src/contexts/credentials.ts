import { secretMark } from './secret.js'
import type { Site } from './types/site.js'
import { type Quoting, quoting } from '../lib/quoting.js'

/** An environment variable with a credential, or with the secret that the site signs with. */
export interface Credential {
  readonly name: (typeof credentialNames)[number]
  /** The value, quoted for the given kind of quotes. A secret is a mark, which is quoted when it is filled in. */
  readonly quoted: (as: Quoting) => string
}

export const credentialNames = [
  'db_type',
  'db_name',
  'db_user',
  'db_passwd',
  'db_host',
  'db_port',
  'db_socket',
  'hash_salt',
] as const

const plain = (name: Credential['name'], value: string | undefined): readonly Credential[] =>
  value === undefined ? [] : [{ name, quoted: (as) => quoting[as](value) }]

const secret = (name: Credential['name'], context: string): Credential => ({
  name,
  quoted: (as) => secretMark(context, name, as),
})

const ofDatabase = (site: Site): readonly Credential[] => [
  ...plain('db_type', site.db_type),
  ...plain('db_name', site.db_name),
  ...plain('db_user', site.db_user),
  secret('db_passwd', site.name),
  ...plain('db_host', site.db_host),
  ...plain('db_port', String(site.db_host_port)),
  ...plain('db_socket', site.db_host_socket),
]

export const credentialsOf = (site: Site): readonly Credential[] => [
  ...(site.db_name === undefined ? [] : ofDatabase(site)),
  ...(site.platform.serving.hashSalt === true ? [secret('hash_salt', site.name)] : []),
]
