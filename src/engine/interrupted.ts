import { ProvisionError } from '../errors.js'

/** The error after an interruption by the user. The program of a step may be interrupted too, and is then the cause. */
export const interrupted = (context?: string, cause?: unknown): ProvisionError =>
  new ProvisionError('PROVISION_INTERRUPTED', context === undefined ? 'interrupted' : `${context}: interrupted`, {
    cause,
    ...(context === undefined ? {} : { context }),
  })
