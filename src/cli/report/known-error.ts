import { explained } from '../../contexts/record.js'
import { ProvisionError } from '../../errors.js'

/** A refusal of the system (disk full, no permission) is not our mistake. */
const isOfSystem = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'

/** An error that ended a command as the user can read it; a mistake of ours as it is. */
export const knownError = async (error: unknown): Promise<unknown> => {
  if (error instanceof ProvisionError) return explained(error)
  if (!isOfSystem(error)) return error
  const { asProvisionError } = await import('../../provision/reports.js')
  return asProvisionError(error)
}
