import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { posix } from 'node:path'
import { effective } from '../../../src/hosts/acl.js'
import type {
  Access,
  Applied,
  ChangeSet,
  FileChange,
  FileFound,
  FileQuery,
  FileState,
  GrowingFile,
  Grown,
  Undeletable,
} from '../../../src/hosts/files.js'
import { readAdded } from '../../../src/hosts/local/added.js'
import { kindOf } from '../../../src/hosts/local/entries.js'
import { permitted } from '../../../src/hosts/local/permitted.js'
import { targetOfTemporary, temporaryPath } from '../../../src/hosts/local/writes.js'
import type { Owner, Owners } from './owners.js'
import type { RootPaths } from './root-paths.js'

const permissionBits = 0o7777
const setGroup = 0o2000
const onlyOwner = 0o700

const statsOf = (place: string) => lstatSync(place, { throwIfNoEntry: false })

/** Users or groups of a machine, each with its number. */
export type Numbers = ReadonlyMap<string, number>

export interface RootFilesParts {
  readonly paths: RootPaths
  readonly owners: Owners
  readonly user: Owner
  readonly users: Numbers
  readonly groups: Numbers
}

const noSuchGroup = (group: string): Error => new Error(`there is no UNIX group ${group}`)

/** The files below a root, as a host reads and changes them. */
export class RootFiles {
  constructor(private readonly parts: RootFilesParts) {}

  find({ path, text, names, acl, rights }: FileQuery): FileFound {
    const { paths } = this.parts
    const state = this.#state(path, acl)
    if (state === undefined) return {}
    const end = paths.end(path)
    const stats = statsOf(end)
    const kind = stats === undefined ? undefined : kindOf(stats)
    return {
      state,
      ...(rights ? { rights: { inode: 1, isOwn: true, hasOtherNames: false, isOpen: true } } : {}),
      ...(state.kind === 'link' && kind !== undefined ? { leadsTo: kind } : {}),
      ...(text && kind === 'file' ? { text: readFileSync(end, 'utf8') } : {}),
      ...(names && kind === 'directory' ? { names: readdirSync(end).sort() } : {}),
    }
  }

  #state(path: string, wantsAcl = false): FileState | undefined {
    const { paths, owners, users, groups } = this.parts
    const place = paths.place(path)
    const stats = statsOf(place)
    if (stats === undefined) return undefined
    const { user, group, acl } = owners.of(this.#name(place))
    const kind = kindOf(stats)
    const state = {
      kind,
      mode: stats.mode & permissionBits,
      uid: users.get(user) ?? -1,
      gid: groups.get(group) ?? -1,
      group,
      ...(acl === undefined || acl === null || !wantsAcl ? {} : { acl: effective(acl, stats.mode) }),
    }
    return kind === 'link' ? { ...state, target: readlinkSync(place) } : state
  }

  /** The path by which the machine knows a place in the folder. */
  #name(place: string): string {
    return place.slice(this.parts.paths.root.length)
  }

  /** One set after the other; after a failure, others of the same name are not tried. */
  apply(sets: readonly ChangeSet[], change: (change: FileChange) => void): readonly Applied[] {
    const failed = new Map<string, Applied>()
    return sets.map(({ of, changes }) => {
      const applied = failed.get(of) ?? attempt(() => changes.forEach(change))
      if (!applied.ok) failed.set(of, applied)
      return applied
    })
  }

  readonly change = (change: FileChange): void => {
    ;(this.#changes[change.do] as (change: FileChange) => void)(change)
  }

  readonly #changes: { readonly [Do in FileChange['do']]: (change: FileChange & { readonly do: Do }) => void } = {
    write: ({ path, mode, group, acl, text }) => {
      const place = this.parts.paths.place(path)
      const owner = { ...this.#newOwner(place, group), acl }
      this.#put(place, (temporary) => {
        writeFileSync(temporary, text(), { mode: onlyOwner & mode })
        chmodSync(temporary, mode)
      })
      this.#own(place, owner)
    },
    'make-directory': ({ path, mode, group, acl }) => {
      const place = this.parts.paths.place(path)
      const owner = existsSync(place) ? undefined : this.#newOwner(place, group)
      if (owner !== undefined) mkdirSync(place, { mode: onlyOwner & mode })
      if (owner !== undefined) this.#own(place, owner)
      this.#setAccess(place, { mode, group, acl })
    },
    'set-access': ({ path, ...access }) => this.#setAccess(this.parts.paths.place(path), access),
    link: ({ path, target }) => {
      const place = this.parts.paths.place(path)
      this.#put(place, (temporary) => symlinkSync(target, temporary))
      this.#own(place, this.#newOwner(place))
    },
    'back-up': ({ path, to }) => {
      const place = this.parts.paths.place(to)
      if (statsOf(place) !== undefined) return
      this.#makeFolders(posix.dirname(to))
      this.#copy(this.parts.paths.place(path), this.parts.paths.place(to))
    },
    restore: ({ path, from }) => this.#copy(this.parts.paths.place(from), this.parts.paths.place(path)),
    rename: ({ path, to }) => {
      const [place, target] = [this.parts.paths.place(path), this.parts.paths.place(to)]
      if (statsOf(place) === undefined) return
      renameSync(place, target)
      this.parts.owners.move(this.#name(place), this.#name(target))
    },
    remove: ({ path }) => {
      const place = this.parts.paths.place(path)
      rmSync(place, { recursive: true, force: true })
      this.parts.owners.forget(this.#name(place))
    },
    'remove-if-empty': ({ path }) => {
      const place = this.parts.paths.place(path)
      if (statsOf(place) === undefined || readdirSync(place).length > 0) return
      rmdirSync(place)
      this.parts.owners.forget(this.#name(place))
    },
  }

  /** Under its name only once it is complete. */
  #put(place: string, make: (temporary: string) => void): void {
    const temporary = temporaryPath(place)
    make(temporary)
    renameSync(temporary, place)
  }

  #setAccess(place: string, { mode, group, acl }: Access): void {
    const { owners } = this.parts
    if (group !== undefined) this.#own(place, { ...owners.of(this.#name(place)), group: this.#known(group) })
    if (acl !== undefined) this.#own(place, { ...owners.of(this.#name(place)), acl })
    chmodSync(place, mode)
  }

  /** What is made in a folder with the set-group bit gets the group of the folder. */
  #newOwner(place: string, group?: string): Owner {
    const { owners, user } = this.parts
    if (group !== undefined) return { ...user, group: this.#known(group) }
    const folder = posix.dirname(place)
    const isInherited = ((statsOf(folder)?.mode ?? 0) & setGroup) !== 0
    return isInherited ? { ...user, group: owners.of(this.#name(folder)).group } : user
  }

  #known(group: string): string {
    if (this.parts.groups.has(group)) return group
    throw noSuchGroup(group)
  }

  #own(place: string, owner: Owner): void {
    this.parts.owners.give(this.#name(place), owner)
  }

  #makeFolders(path: string): void {
    if (this.#state(path) !== undefined) return
    this.#makeFolders(posix.dirname(path))
    mkdirSync(this.parts.paths.place(path), { mode: onlyOwner })
  }

  #copy(from: string, to: string): void {
    const owner = this.parts.owners.of(this.#name(from))
    const { mode } = lstatSync(from)
    this.#put(to, (temporary) => {
      cpSync(from, temporary, { verbatimSymlinks: true })
      chmodSync(temporary, mode & permissionBits)
    })
    this.#own(to, owner)
  }

  readAdded({ path, from, most }: GrowingFile): Grown | undefined {
    return readAdded({ path: this.parts.paths.end(path), from, most })
  }

  /** The first folder in a folder, itself included, whose entries the current user may not remove. */
  findUndeletable(path: string): Undeletable | undefined {
    const place = this.parts.paths.end(path)
    if (!permitted(place, 'empty')) return { path, isMount: false }
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const found = entry.isDirectory() ? this.findUndeletable(posix.join(path, entry.name)) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }

  removeTemporaries(paths: readonly string[]): void {
    for (const path of paths) {
      const folder = this.parts.paths.end(posix.dirname(path))
      const names = existsSync(folder) ? readdirSync(folder) : []
      for (const name of names)
        if (targetOfTemporary(name) === posix.basename(path)) rmSync(posix.join(folder, name), { recursive: true })
    }
  }
}

const attempt = (act: () => void): Applied => {
  try {
    act()
    return { ok: true }
  } catch (error) {
    return { ok: false, error }
  }
}
