import { type Planning, wasVerified } from './planning.js'
import { secretMark } from './secret.js'
import type { Site } from './types/site.js'
import { type Quoting, quoting } from '../lib/quoting.js'

const sharedPool = 'shared'

/**
 * Whose PHP a site's secrets are for, as it is recorded: a UNIX user, or the pool that all sites share. A site that never
 * had a user of its own says nothing.
 */
export const secretsFor = ({ php_user, secrets_for }: Site): string | undefined =>
  php_user ?? (secrets_for === undefined ? undefined : sharedPool)

/** Whether PHP of other users could read the secrets of a site until now, and no longer may. */
export const changesHands = ({ name, php_user }: Site, planning: Pick<Planning, 'stored'>): boolean => {
  const before = planning.stored(name)
  return (
    php_user !== undefined && wasVerified(name, planning) && before?.type === 'site' && before.secrets_for !== php_user
  )
}

/** Title and want of the step for a generated secret of a site. */
export const generated = (site: Site, what: string, planning: Pick<Planning, 'stored'>) =>
  changesHands(site, planning)
    ? ({ title: `renew the ${what}, which others could read`, want: 'renewed' } as const)
    : { title: `generate the ${what}` }

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
