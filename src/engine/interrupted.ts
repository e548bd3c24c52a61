import { ProvisionError } from '../errors.js'

/** The user has had enough; a program that a step ran may have been hit too, and is the cause then. */
export const interrupted = (context?: string, cause?: unknown): ProvisionError =>
  new ProvisionError('PROVISION_INTERRUPTED', context === undefined ? 'interrupted' : `${context}: interrupted`, {
    cause,
    ...(context === undefined ? {} : { context }),
  })
