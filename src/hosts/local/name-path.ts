const isNameless = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'syscall' in error && !('path' in error)

/**
 * Adds the path to errors on open files, because the system does not name it: `ENOSPC: no space left on device, write`.
 */
export const withPathInError = <Value>(path: string, act: () => Value): Value => {
  try {
    return act()
  } catch (error) {
    if (isNameless(error)) Object.assign(error, { path, message: `${error.message} '${path}'` })
    throw error
  }
}
