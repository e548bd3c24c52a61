/** ESRCH is of /proc/PID, of a process that is just ending. */
const missing = new Set(['ENOENT', 'ENOTDIR', 'ESRCH'])

export const isMissing = (error: unknown): boolean => missing.has((error as NodeJS.ErrnoException).code ?? '')

/** What `read` gives, or undefined when the file is not there. */
export const ignoringMissing = <Value>(read: () => Value): Value | undefined => {
  try {
    return read()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
