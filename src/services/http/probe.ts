import { createHash } from 'node:crypto'
import type { Owner } from './view/checked.js'

/**
 * What a vhost answers the health check with. A digest, for strangers can ask too, and the uuid begins the name of the
 * database: 122 random bits cannot be guessed from it.
 */
export const probeOf = ({ uuid }: Pick<Owner, 'uuid'>): string =>
  createHash('sha256').update(`provision vhost of ${uuid}`).digest('hex').slice(0, 32)
