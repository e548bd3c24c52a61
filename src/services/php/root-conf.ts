import { posix } from 'node:path'
import type { Located, Planning } from '../../contexts/planning.js'
import { memoize } from '../../lib/memoize.js'

/** What an administrator has set up for the root helper: `root.conf` beside it. */
export interface RootConf {
  /** The folder of its state, which only root can write: clients, pools, sockets. */
  readonly state: string
  /** The versions of PHP whose pools it makes, the newest last. */
  readonly versions: readonly string[]
  /** Whether it can give clients a php-fpm of their own. */
  readonly hasSystemd: boolean
}

const newestLast = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true })

const valuesOf = (text: string, key: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^${key} (\\S+)`, 'gm'))].map(([, value = '']) => value)

/** A server, as far as it says where its root helper is. */
export interface Helped {
  readonly root_helper: string
}

/** Undefined if there is no root helper. */
export const rootConf = memoize((server: Located & Helped, planning: Planning): RootConf | undefined => {
  const text = planning.host(server).text(posix.join(posix.dirname(server.root_helper), 'root.conf'))
  const [state] = valuesOf(text ?? '', 'state')
  return text === undefined || state === undefined
    ? undefined
    : { state, versions: [...valuesOf(text, 'php')].sort(newestLast), hasSystemd: valuesOf(text, 'systemd').length > 0 }
})
