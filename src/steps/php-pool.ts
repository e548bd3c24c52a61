import { type HelperStep, helperKind } from './common/root-helper.js'

/** What PHP of a site may use, as the root helper takes it. */
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

/** A pool of php-fpm for a site, as the user of a client. A pool that is to be absent needs only its id. */
export interface PhpPoolStep extends HelperStep {
  readonly kind: 'php-pool'
  /** Digits of the UUID of the site. */
  readonly id: string
  readonly user?: string
  readonly limits?: PoolLimits
  /** The folder that holds the site, for a pool of the user's own php-fpm: nothing else can be written there. */
  readonly folder?: string
}

const valuesOf = ({ user, limits, folder }: PhpPoolStep): readonly (string | number)[] => {
  if (user === undefined || limits === undefined) return []
  const { version, memory, seconds, upload, children, idle } = limits
  return [user, version, memory, seconds, upload, children, idle, ...(folder === undefined ? [] : [folder])]
}

/** Makes, changes or removes pools, with one reload or restart of each php-fpm. Requests that run end first. */
export const stepKind = helperKind<PhpPoolStep>('php-pool', (step) => ({
  key: `pool ${step.id}`,
  values: valuesOf(step),
}))
