import type { ErrorCode } from '../../lib/error-codes.js'
import { type ErrorDetails, ProvisionError } from '../../errors.js'
import type { Outcome } from '../common/kind.js'

/** An outcome in a form that another process can read. `ours`: whether it is a ProvisionError, not a system error. */
export type Reply =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly ours: boolean
      readonly code: string
      readonly message: string
      readonly details: ErrorDetails
    }

export const replyOf = (outcome: Outcome): Reply => {
  if (outcome.ok) return { ok: true }
  const { code, message, fix, context } = outcome.error as ProvisionError
  const details = { ...(fix === undefined ? {} : { fix }), ...(context === undefined ? {} : { context }) }
  return { ok: false, ours: outcome.error instanceof ProvisionError, code, message, details }
}

export const outcomeOf = (reply: Reply): Outcome => {
  if (reply.ok) return reply
  const { ours, code, message, details } = reply
  return {
    ok: false,
    error: ours ? new ProvisionError(code as ErrorCode, message, details) : Object.assign(new Error(message), { code }),
  }
}
