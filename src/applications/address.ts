import { urlAt } from '../contexts/public-address.js'
import type { Site } from '../contexts/types/site.js'

/** The URL of a site for visitors at one of its addresses (`host` or `host/subdirectory`), without a slash at the end. */
export const siteUrl = ({ public_url }: Site, address?: string): string =>
  address === undefined ? public_url : urlAt(public_url, address)

/** The aliases that are a subdirectory of a host. */
export const subdirectoryAliases = ({ aliases }: Site): readonly string[] =>
  aliases.filter((alias) => alias.includes('/'))
