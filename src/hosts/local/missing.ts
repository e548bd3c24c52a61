/** Error codes for a missing file. ESRCH comes from /proc/PID of a process that is just ending. */
const missing = new Set(['ENOENT', 'ENOTDIR', 'ESRCH'])

export const isMissing = (error: unknown): boolean => missing.has((error as NodeJS.ErrnoException).code ?? '')

/** The result of `read`, or undefined if the file does not exist. */
export const ignoringMissing = <Value>(read: () => Value): Value | undefined => {
  try {
    return read()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
