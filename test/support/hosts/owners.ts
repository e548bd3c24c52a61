import type { Acl } from '../../../src/hosts/acl.js'
import { readFileSync, writeFileSync } from 'node:fs'

export interface Owner {
  readonly user: string
  readonly group: string
  readonly acl?: Acl | null | undefined
}

const isAtOrBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/**
 * Whose the files of a machine are, by path, in a table of its own: who runs a test may give no file away, and the users
 * of this machine are none of that one. What is not in the table belongs to the user who provisions.
 */
export class Owners {
  readonly #table: Map<string, Owner>

  constructor(
    private readonly file: string,
    private readonly user: Owner,
  ) {
    this.#table = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Owner>))
  }

  of(path: string): Owner {
    return this.#table.get(path) ?? this.user
  }

  give(path: string, owner: Owner): void {
    this.#set(path, owner)
    this.#save()
  }

  /** Nobody owns what is there no longer. */
  forget(folder: string): void {
    for (const path of this.#below(folder)) this.#table.delete(path)
    this.#save()
  }

  move(folder: string, to: string): void {
    const moved = this.#below(folder).map((path) => [to + path.slice(folder.length), this.of(path)] as const)
    this.forget(folder)
    for (const [path, owner] of moved) this.#set(path, owner)
    this.#save()
  }

  #set(path: string, owner: Owner): void {
    const isOrdinary = owner.user === this.user.user && owner.group === this.user.group && (owner.acl ?? null) === null
    if (isOrdinary) this.#table.delete(path)
    else this.#table.set(path, owner)
  }

  #below(folder: string): readonly string[] {
    return [...this.#table.keys()].filter((path) => isAtOrBelow(path, folder))
  }

  #save(): void {
    writeFileSync(this.file, JSON.stringify(Object.fromEntries([...this.#table].sort())))
  }
}
