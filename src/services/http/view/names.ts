import { type Site, contextType } from '../../../contexts/types/site.js'
import { ProvisionError } from '../../../errors.js'
import { checked } from './checked.js'
import { command } from '../../../lib/shell-word.js'

/** An alias `host/directory`. */
export interface Subdirectory {
  readonly host: string
  readonly directory: string
}

/** The addresses of a site, sorted by their response. */
export interface SiteNames {
  readonly uri: string
  /** Host names and wildcards that show the site. */
  readonly serving: readonly string[]
  /** Host names and wildcards that redirect to `target`. */
  readonly redirecting: readonly string[]
  readonly target: string | undefined
  /** They redirect to the target too, if there is one. */
  readonly subdirectories: readonly Subdirectory[]
}

export const isWildcard = (name: string): boolean => name.startsWith('*')

export const subdirectoryOf = (alias: string): Subdirectory => {
  const [host = '', directory = ''] = alias.split('/')
  return { host, directory }
}

const targetOf = (site: Site, hosts: readonly string[], uri: string): string | undefined => {
  const redirection = checked(site, contextType.properties, 'redirection')
  if (typeof redirection === 'boolean') return redirection ? uri : undefined
  if (hosts.includes(redirection)) return redirection
  throw new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `${site.name}/redirection: ${redirection} is neither the uri nor an alias`,
    { fix: command`provision-save ${site.name} --redirection=${uri}`, context: site.name },
  )
}

interface Addresses extends Pick<SiteNames, 'uri' | 'subdirectories'> {
  /** Host names and wildcards. */
  readonly hosts: readonly string[]
}

/** The addresses of a site, whatever their response. Known even if the properties are invalid for a vhost. */
export const addressesOf = (site: Site): Addresses => {
  const uri = checked(site, contextType.properties, 'uri')
  const aliases = [...new Set(checked(site, contextType.properties, 'aliases'))]
  return {
    uri,
    hosts: [...new Set([uri, ...aliases.filter((alias) => !alias.includes('/'))])],
    subdirectories: aliases.filter((alias) => alias.includes('/')).map(subdirectoryOf),
  }
}

export const namesOf = (site: Site): SiteNames => {
  const { uri, hosts, subdirectories } = addressesOf(site)
  const target = targetOf(site, hosts, uri)
  return {
    uri,
    serving: target === undefined ? hosts : [target],
    redirecting: target === undefined ? [] : hosts.filter((host) => host !== target),
    target,
    subdirectories,
  }
}
