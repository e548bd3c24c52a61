import type { Site } from '../../contexts/types/site.js'
import { memoize } from '../../lib/memoize.js'

export interface DatabaseNames {
  readonly db_name: string
  readonly db_user: string
}

/** MySQL allows 32 characters for account names, and 64 for database names. */
export const longestName = 32
const uuidCharacters = 8

/**
 * `example_com_1f2e3d4c`: from the uri and the uuid alone. So no server has to be asked, and two sites installed at the
 * same time cannot choose the same name.
 */
export const nameFor = ({ uri, uuid }: Pick<Site, 'uri' | 'uuid'>): string => {
  const words = uri
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/[^a-z0-9]/g, '_')
  const cut = words.slice(0, longestName - uuidCharacters - 1).replace(/_+$/, '')
  return `${cut}_${uuid.replaceAll('-', '').slice(0, uuidCharacters)}`
}

/** The names of a site's database and account. Recorded names stay, even if the uri changes. */
export const databaseNames = memoize(
  (site: Pick<Site, 'uri' | 'uuid' | 'db_name' | 'db_user'>): DatabaseNames => ({
    db_name: site.db_name ?? nameFor(site),
    db_user: site.db_user ?? nameFor(site),
  }),
)
