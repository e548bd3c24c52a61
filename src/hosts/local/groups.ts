import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ProvisionError } from '../../errors.js'
import { command } from '../../lib/shell-word.js'

const noSuchGroup = (name: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `there is no UNIX group ${name}`, {
    fix: command`create it: groupadd ${name}`,
  })

const refused = (path: string, group: string, cause: unknown): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot set the group of ${path} to ${group}`, {
    cause,
    fix: command`as root: usermod -aG ${group} ${userInfo().username}; then log in again`,
  })

const fieldsOf = (file: string): readonly (readonly string[])[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))

/** The UNIX groups in `/etc/group`, read once for each table. */
export class GroupTable {
  #ids: ReadonlyMap<string, number> | undefined
  readonly #names = new Map<number, string>()

  get ids(): ReadonlyMap<string, number> {
    this.#ids ??= this.#read()
    return this.#ids
  }

  nameOf(gid: number): string {
    this.#ids ??= this.#read()
    return this.#names.get(gid) ?? String(gid)
  }

  /** Sets the group of a path with a function that takes the group's number. */
  give(path: string, group: string | undefined, give: (gid: number) => void): void {
    if (group === undefined) return
    const gid = this.ids.get(group)
    if (gid === undefined) throw noSuchGroup(group)
    try {
      give(gid)
    } catch (error) {
      throw refused(path, group, error)
    }
  }

  #read(): ReadonlyMap<string, number> {
    const groups = fieldsOf('/etc/group').flatMap(([name, , gid]) =>
      name && gid ? [[name, Number(gid)] as const] : [],
    )
    for (const [name, gid] of groups) if (!this.#names.has(gid)) this.#names.set(gid, name)
    return new Map(groups)
  }
}

/** A UNIX user of this machine. */
export const accountOf = (
  user: string,
): { readonly name: string; readonly uid: number; readonly gid: number } | undefined => {
  const [name, , uid, gid] = fieldsOf('/etc/passwd').find(([found]) => found === user) ?? []
  return name === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) }
}

/** The names of the UNIX users of this machine, by number. */
export const readUserNames = (): ReadonlyMap<number, string> =>
  new Map(fieldsOf('/etc/passwd').flatMap(([name, , uid]) => (name && uid ? [[Number(uid), name] as const] : [])))

/** The names of the UNIX users of this machine. */
export const readUsers = (): readonly string[] => fieldsOf('/etc/passwd').flatMap(([name]) => name || [])
