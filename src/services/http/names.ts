import { ProvisionError } from '../../errors.js'
import { contextType as siteType } from '../../contexts/types/site.js'
import type { Site } from '../../contexts/types/site.js'
import { checked } from './checked.js'
import { memoize } from '../../lib/memoize.js'

/** An alias `host/directory`. */
export interface Subdirectory {
  readonly host: string
  readonly directory: string
}

/** The addresses of a site, sorted by what happens there. */
export interface SiteNames {
  readonly uri: string
  /** Host names and wildcards that show the site. */
  readonly serving: readonly string[]
  /** Those that lead to `target` instead. */
  readonly redirecting: readonly string[]
  readonly target: string | undefined
  /** They lead to the target too, when there is one. */
  readonly subdirectories: readonly Subdirectory[]
}

export const isWildcard = (name: string): boolean => name.startsWith('*')

export const subdirectoryOf = (alias: string): Subdirectory => {
  const [host = '', directory = ''] = alias.split('/')
  return { host, directory }
}

const aliasesOf = memoize((site: Site): readonly string[] => [
  ...new Set(checked(site, siteType.properties, 'aliases')),
])

/** The aliases that are a subdirectory of a host. */
export const siteSubdirectories = memoize((site: Site): readonly Subdirectory[] =>
  aliasesOf(site)
    .filter((alias) => alias.includes('/'))
    .map(subdirectoryOf),
)

const targetOf = (site: Site, hosts: readonly string[], uri: string): string | undefined => {
  const redirection = checked(site, siteType.properties, 'redirection')
  if (typeof redirection === 'boolean') return redirection ? uri : undefined
  if (hosts.includes(redirection)) return redirection
  throw new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `${site.name}/redirection: ${redirection} is neither the uri nor an alias`,
    { fix: `provision-save ${site.name} --redirection=${uri}`, context: site.name },
  )
}

export const siteNames = memoize((site: Site): SiteNames => {
  const uri = checked(site, siteType.properties, 'uri')
  const aliases = aliasesOf(site).filter((alias) => !alias.includes('/'))
  const hosts = [...new Set([uri, ...aliases])]
  const target = targetOf(site, hosts, uri)
  return {
    uri,
    serving: target === undefined ? hosts : [target],
    redirecting: target === undefined ? [] : hosts.filter((host) => host !== target),
    target,
    subdirectories: siteSubdirectories(site),
  }
})
