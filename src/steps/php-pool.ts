import { type HelperStep, helperKind } from './common/root-helper.js'

/** What a request of PHP may use, as the root helper takes it. */
export interface PoolLimits {
  /** `8.2` */
  readonly version: string
  /** `256M` */
  readonly memory: string
  readonly seconds: number
  /** `64M` */
  readonly upload: string
  /** Requests that it answers at the same time. */
  readonly children: number
  /** Seconds after which an idle process ends. */
  readonly idle: number
}

/** A pool of php-fpm that runs as a client. Its sites with the same limits share it. */
export interface PhpPoolStep extends HelperStep {
  readonly kind: 'php-pool'
  readonly client: string
  readonly limits: PoolLimits
}

const wordsOf = ({ version, memory, seconds, upload, children, idle }: PoolLimits): readonly (string | number)[] => [
  version,
  memory,
  seconds,
  upload,
  children,
  idle,
]

/** The name of a pool among those of its client. Its socket is named so too. */
export const poolName = (limits: PoolLimits): string => wordsOf(limits).join('-')

/** Makes or removes pools, with one reload of each php-fpm. Requests that run end first. */
export const stepKind = helperKind<PhpPoolStep>(
  'php-pool',
  ({ client, limits }) => `pool ${[client, ...wordsOf(limits)].join(' ')}`,
)
