import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ProvisionError } from '../../errors.js'

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

const groupId = (name: string): number => {
  const group = groups().find((known) => known.name === name)
  if (group !== undefined) return group.gid
  throw new ProvisionError('DRUSH_PERM_ERROR', `there is no UNIX group ${name}`, { fix: `create it: groupadd ${name}` })
}

const refused = (path: string, group: string, cause: unknown): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot give ${path} to the group ${group}`, {
    cause,
    fix: `as root: usermod -aG ${group} ${userInfo().username}; then log in again`,
  })

export const giveToGroup = (path: string, group: string | undefined, give: (gid: number) => void): void => {
  if (group === undefined) return
  try {
    give(groupId(group))
  } catch (error) {
    throw error instanceof ProvisionError ? error : refused(path, group, error)
  }
}
