import type { Planning } from '../../../contexts/planning.js'
import type { Json } from '../../../contexts/property.js'
import type { Site } from '../../../contexts/types/site.js'
import { databaseNames, longestName } from '../names.js'

/**
 * A name for a new database beside the present one, which stays until the new site answers. The account stays the same.
 */
export const nameBeside = (site: Site, { newDigits }: Pick<Planning, 'newDigits'>): Readonly<Record<string, Json>> => {
  const { db_name, db_user } = databaseNames(site)
  const suffix = `_r${newDigits(`database beside ${db_name}`).slice(0, 4)}`
  const name = `${db_name.replace(/_r[0-9a-f]{4}$/, '').slice(0, longestName - suffix.length)}${suffix}`
  return { db_name: name, db_user }
}
