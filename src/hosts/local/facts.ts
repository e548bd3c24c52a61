import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Facts, programFolders, unitFolders } from '../reader.js'
import { type GroupTable, readUsers } from './groups.js'
import { ignoringMissing } from './missing.js'
import { permitted } from './permitted.js'

const suffix = '.service'

const unitsIn = (folder: string): readonly string[] =>
  (ignoringMissing(() => readdirSync(folder)) ?? []).flatMap((name) =>
    name.endsWith(suffix) ? name.slice(0, -suffix.length) : [],
  )

const findProgram = (name: string): string | undefined =>
  programFolders.map((folder) => `${folder}/${name}`).find((path) => permitted(path, 'execute'))

/** Whether LDAP or another service knows a group that is not in `/etc/group`. */
const isGroupElsewhere = (name: string): boolean => spawnSync('getent', ['group', '--', name]).status === 0

/** The facts of this machine. Each is read once, when it is first needed. */
export class LocalFacts implements Facts {
  readonly #otherGroups = new Map<string, boolean>()
  readonly #programs = new Map<string, string | undefined>()
  #user: Facts['user'] | undefined
  #users: ReadonlySet<string> | undefined
  #units: ReadonlySet<string> | undefined

  constructor(private readonly table: GroupTable) {}

  get user(): Facts['user'] {
    if (this.#user === undefined) {
      const { username, gid } = userInfo()
      const groups = new Set([gid, ...(process.getgroups?.() ?? [])].map((id) => this.table.nameOf(id)))
      this.#user = { name: username, group: this.table.nameOf(gid), groups }
    }
    return this.#user
  }

  get users(): ReadonlySet<string> {
    this.#users ??= new Set(readUsers())
    return this.#users
  }

  get groups(): ReadonlySet<string> {
    return new Set(this.table.ids.keys())
  }

  readonly hasGroup = (name: string): boolean => {
    if (this.table.ids.has(name)) return true
    const known = this.#otherGroups.get(name) ?? isGroupElsewhere(name)
    this.#otherGroups.set(name, known)
    return known
  }

  readonly program = (name: string): string | undefined => {
    if (!this.#programs.has(name)) this.#programs.set(name, findProgram(name))
    return this.#programs.get(name)
  }

  get systemd(): boolean {
    return permitted('/run/systemd/system', 'exists')
  }

  get units(): ReadonlySet<string> {
    this.#units ??= new Set(unitFolders.flatMap(unitsIn))
    return this.#units
  }

  get ipv6(): boolean {
    return permitted('/proc/net/if_inet6', 'exists')
  }
}
