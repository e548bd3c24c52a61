import type { ProvisionError } from '../../errors.js'
import { systemErrorOf } from '../../lib/system-errors.js'

const fixOfSystem = (error: unknown): string | undefined =>
  !error ? undefined : (systemErrorOf(error)?.fix ?? fixOfSystem((error as Error).cause))

/** What the user should do next: as the error says, or as the error of the system that caused it. */
export const fixOf = ({ fix, cause }: ProvisionError): string | undefined => fix || fixOfSystem(cause)
