import { type Stats, lstatSync, readlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { posix } from 'node:path'
import type { Way, WayPart } from '../files.js'
import { kindOf } from './entries.js'
import { type GroupTable, readUserNames } from './groups.js'
import { devicePaths, readMounts } from './mounts.js'

const permissionBits = 0o7777
/** As many as the system follows. What is behind more of them exists for nobody. */
const mostLinks = 40

const statsOf = (path: string): Stats | undefined => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    // A folder that the user may not enter: nobody can say what is behind it.
    return undefined
  }
}

const namesOf = (path: string): readonly string[] => path.split('/').filter((name) => name !== '' && name !== '.')

/** Finds out where paths lead on this machine. Names of users and mounts are read once. */
export class Ways {
  #users: ReadonlyMap<number, string> | undefined
  #mounts: ReturnType<typeof readMounts> | undefined

  constructor(private readonly groups: GroupTable) {}

  readonly to = (path: string): Way => {
    this.#mounts ??= readMounts()
    const way = this.#to(path)
    return { ...way, onDevice: devicePaths(way.real, this.#mounts) }
  }

  #to(path: string): Omit<Way, 'onDevice'> {
    const parts = [...this.#partAt('/')]
    let [real, left, links] = ['/', namesOf(path), 0]
    while (left.length > 0) {
      const [name = '', ...more] = left
      const next = posix.join(real, name)
      const [part] = this.#partAt(next)
      if (part === undefined || links > mostLinks) return { real: posix.join(next, ...more), parts }
      parts.push(part)
      if (part.kind === 'link') {
        const target = readlinkSync(next)
        real = target.startsWith('/') ? '/' : real
        left = [...namesOf(target), ...more]
        links++
      } else [real, left] = [next, more]
    }
    return { real, parts }
  }

  #partAt(path: string): readonly WayPart[] {
    const stats = statsOf(path)
    if (stats === undefined) return []
    const { mode, uid, gid } = stats
    const [owner, group] = [this.#userOf(uid), this.groups.nameOf(gid)]
    return [{ path, kind: kindOf(stats), mode: mode & permissionBits, owner, group }]
  }

  #userOf(uid: number): string {
    if (uid === process.getuid?.()) return userInfo().username
    this.#users ??= readUserNames()
    return this.#users.get(uid) ?? String(uid)
  }
}
