import { accessSync, constants } from 'node:fs'

const { F_OK, R_OK, W_OK, X_OK } = constants

/** Permissions of the current user on a path. */
const permissions = { exists: F_OK, write: W_OK, execute: X_OK, empty: R_OK | W_OK | X_OK } as const

export const permitted = (path: string, permission: keyof typeof permissions): boolean => {
  try {
    accessSync(path, permissions[permission])
    return true
  } catch {
    return false
  }
}
