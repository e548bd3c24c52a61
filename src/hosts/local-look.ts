import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ignoringMissing } from './missing.js'
import type { Look } from './look.js'

interface Group {
  readonly name: string
  readonly gid: number
}

const readGroups = (): readonly Group[] =>
  readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name, , gid]) => (name && gid ? [{ name, gid: Number(gid) }] : []))

let known: readonly Group[] | undefined
/** The groups of this machine, read once. */
export const groups = (): readonly Group[] => {
  known ??= readGroups()
  return known
}

export const groupName = (gid: number): string => groups().find((group) => group.gid === gid)?.name ?? String(gid)

const permitted = (path: string, permission: number): boolean => {
  try {
    accessSync(path, permission)
    return true
  } catch {
    return false
  }
}

const currentUser = () => {
  const { username, gid } = userInfo()
  return { name: username, group: groupName(gid) }
}

/** This machine as planning sees it. */
export const localLook = (home: string): Look => ({
  text: (path) => ignoringMissing(() => readFileSync(path, 'utf8')),
  exists: (path) => permitted(path, constants.F_OK),
  list: (path) => ignoringMissing(() => readdirSync(path).sort()) ?? [],
  executable: (path) => permitted(path, constants.X_OK),
  groups: () => groups().map(({ name }) => name),
  home: () => home,
  user: currentUser,
})
