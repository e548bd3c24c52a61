import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import { ProvisionError } from '../../../errors.js'
import { command } from '../../../lib/shell-word.js'
import type { PoolLimits } from '../../../steps/php-pool.js'
import { rootConf } from '../root-conf.js'

type Limit = 'php_memory_limit' | 'php_time_limit' | 'upload_limit'

const size = { pattern: /^[1-9]\d{0,3}[MG]$/, says: 'a number up to 9999 and M or G', example: '64M' }
const seconds = { pattern: /^[1-9]\d{0,3}$/, says: 'up to 9999 seconds', example: '9999' }

/** What the root helper takes of properties that may be more in the shared pool. One that it refuses stops all pools. */
const accepted = { php_memory_limit: size, php_time_limit: seconds, upload_limit: size } as const

const refuse = (name: string, message: string, fix: string): never => {
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}: ${message}`, { fix, context: name })
}

const limit = <Name extends Limit>(site: Site, name: Name): Site[Name] => {
  const { pattern, says, example } = accepted[name]
  const value = site[name]
  return pattern.test(String(value))
    ? value
    : refuse(
        site.name,
        `${name} is ${value}; in a pool of its own it may be ${says}`,
        command`provision-save ${site.name} --${name}=${example}`,
      )
}

const versionOf = ({ name, php_version }: Site, server: Server, planning: Planning): string => {
  const { versions = [] } = rootConf(server, planning) ?? {}
  if (php_version !== undefined && versions.includes(php_version)) return php_version
  const newest = versions.at(-1)
  return newest === undefined
    ? refuse(
        name,
        `the root helper of ${server.name} knows no PHP`,
        'install php-fpm there, then the root helper again',
      )
    : refuse(
        name,
        `the root helper of ${server.name} knows PHP ${versions.join(', ')}; php_version is ${php_version}`,
        command`provision-save ${name} --php_version=${newest}; or install PHP ${php_version} there, then the root helper again`,
      )
}

/** What the pool of a site may use, as the root helper takes it. */
export const limitsOf = (site: Site, server: Server, planning: Planning): PoolLimits => ({
  version: versionOf(site, server, planning),
  memory: limit(site, 'php_memory_limit'),
  seconds: limit(site, 'php_time_limit'),
  upload: limit(site, 'upload_limit'),
  children: site.php_children,
  idle: site.php_idle_time,
})
