import { rootParts } from '../../../support/root-parts.js'
import type { PoolLimits } from '../../../../src/steps/php-pool.js'
import type { RootCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'
import { poolId } from '../root-bench.js'

const id = poolId

const usual = { seconds: 30, upload: '8M', children: 2, idle: 10 }

const present = (user: string, memory: string, rest: Omit<PoolLimits, 'version' | 'memory'> = usual) => {
  const { helper, version } = rootParts()
  const limits = { version, memory, ...rest }
  return stepOf({ kind: 'php-pool', helper, id, user, limits, state: 'present' })
}

const line = (user: string, memory: string): string => `pool ${id} ${user} ${rootParts().version} ${memory} 30 8M 2 10`

/** A folder that holds a site; it need not be there. */
const folder = '/srv/ptest/sites'

const ofOwn = (user: string, memory: string) => ({ ...present(user, memory), folder })

const ownLine = (user: string, memory: string): string => `${line(user, memory)} ${folder}`

const clients = ['client ptest-c', 'client ptest-d'] as const

export const cases: RootCases = {
  on: 'root',
  examples: [
    {
      says: 'a new pool',
      arrange: ({ tell }) => tell(...clients),
      get steps() {
        return [present('ptest-c', '64M')]
      },
    },
    {
      says: 'a pool with other limits, of another client',
      arrange: ({ tell }) => tell(...clients, line('ptest-c', '64M')),
      get steps() {
        return [present('ptest-d', '128M')]
      },
    },
    {
      says: 'a pool with the largest limits that a site can have',
      arrange: ({ tell }) => tell(...clients),
      get steps() {
        return [present('ptest-c', '9999G', { seconds: 9999, upload: '9999G', children: 1000, idle: 9999 })]
      },
    },
    {
      says: 'a pool with the smallest',
      arrange: ({ tell }) => tell(...clients),
      get steps() {
        return [present('ptest-c', '1M', { seconds: 1, upload: '1M', children: 1, idle: 1 })]
      },
    },
    {
      says: "a pool of a client's own php-fpm",
      needsSystemd: true,
      arrange: ({ tell }) => tell(...clients),
      get steps() {
        return [ofOwn('ptest-c', '64M')]
      },
    },
    {
      says: 'one of another client',
      needsSystemd: true,
      arrange: ({ tell }) => tell(...clients, ownLine('ptest-c', '64M')),
      get steps() {
        return [ofOwn('ptest-d', '64M')]
      },
    },
    {
      says: "a pool of root's php-fpm that becomes one",
      needsSystemd: true,
      arrange: ({ tell }) => tell(...clients, line('ptest-c', '64M')),
      get steps() {
        return [ofOwn('ptest-c', '64M')]
      },
    },
    {
      says: "one that becomes a pool of root's php-fpm",
      needsSystemd: true,
      arrange: ({ tell }) => tell(...clients, ownLine('ptest-c', '64M')),
      get steps() {
        return [present('ptest-c', '128M')]
      },
    },
    {
      says: 'one that goes',
      needsSystemd: true,
      arrange: ({ tell }) => tell(...clients, ownLine('ptest-c', '64M')),
      get steps() {
        return [stepOf({ kind: 'php-pool', helper: rootParts().helper, id, state: 'absent' })]
      },
    },
    {
      says: 'a pool that goes',
      arrange: ({ tell }) => tell(...clients, line('ptest-c', '64M')),
      get steps() {
        return [stepOf({ kind: 'php-pool', helper: rootParts().helper, id, state: 'absent' })]
      },
    },
  ],
}
