import { poolType } from '../pools/type.js'

/** Pools of the php-fpm that root runs, through the root helper. */
export const serviceType = poolType(
  { lacks: () => undefined },
  { name: 'fpm', description: 'pools of the php-fpm of the distribution' },
)
