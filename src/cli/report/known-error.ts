import { explained } from '../../contexts/record.js'
import { ProvisionError } from '../../errors.js'

/** An error of the system (disk full, no permission) is not a bug. */
const isOfSystem = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'

/** Completes an error for the user. Returns a bug unchanged. */
export const knownError = async (error: unknown): Promise<unknown> => {
  if (error instanceof ProvisionError) return explained(error)
  if (!isOfSystem(error)) return error
  const { asProvisionError } = await import('../../provision/reports.js')
  return asProvisionError(error)
}
