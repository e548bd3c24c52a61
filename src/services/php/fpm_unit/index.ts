import { poolType } from '../pools/type.js'
import { folderOf } from './folder.js'

/** A php-fpm for each client, which systemd starts as its user, in a sandbox, through the root helper. */
export const serviceType = poolType(
  { lacks: ({ hasSystemd }) => (hasSystemd ? undefined : 'knows no systemd'), folder: folderOf },
  { name: 'fpm_unit', description: 'a php-fpm for each client, which systemd starts in a sandbox' },
)
