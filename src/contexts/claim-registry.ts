import { join } from 'node:path'
import type { HostReader } from '../hosts/reader.js'
import { decoded } from '../lib/decoded.js'
import { fileName, longestFileName } from '../lib/file-name.js'
import type { Claim, Namespace } from './constraints.js'
import { NameIndex } from './name-index.js'
import type { ContextRecord } from './record.js'
import type { ContextStore } from './store.js'

/** The declared claims of contexts. */
export interface DeclaredClaims {
  readonly namespaces: readonly Namespace[]
  /** The names that a context claims with its present service types and application. */
  readonly of: (record: ContextRecord) => readonly Claim[]
  /** The names that it could claim with any service type or application. Reads no other context. */
  readonly possible: (record: ContextRecord) => readonly Claim[]
  /** Whether it may claim names that this version does not know. */
  readonly isUncertain: (record: ContextRecord) => boolean
}

/** The context that has a name, and the path of the name in it, if this version knows the path. */
export interface Claimant {
  readonly context: string
  readonly path?: string
}

/** A name of another context, and that context. */
export interface OtherName extends Claimant {
  readonly name: string
}

const sameName = (left: Claim, right: Claim): boolean =>
  left.name === right.name && left.namespace.folder === right.namespace.folder

/**
 * Finds the context that has a name. The file `hosts/NAME` names the context with that host name, so that a lookup
 * costs the same with 10,000 sites as with 10. The file is a hint: the context file decides, and a hint that it does
 * not confirm is void.
 */
export class ClaimRegistry {
  /** The contexts that are not saved yet, by the paths of the hints that they will have. */
  readonly #assumed = new Map<string, string>()
  /** The names of each tree, by folder. */
  readonly #indexes = new Map<string, NameIndex>()

  constructor(
    private readonly home: string,
    private readonly reader: HostReader,
    private readonly store: ContextStore,
    readonly declared: DeclaredClaims,
  ) {}

  folder({ folder }: Namespace): string {
    return join(this.home, folder)
  }

  path({ namespace, name }: Claim): string {
    return join(this.folder(namespace), fileName(encodeURIComponent(name)))
  }

  /** The context in the hint, right or wrong. */
  hinted(claim: Claim): string | undefined {
    return this.reader.text(this.path(claim))?.trim()
  }

  /** Counts the claims of a context that is not saved yet, to plan for contexts that are saved after it. */
  assume(record: ContextRecord): void {
    for (const claim of this.declared.of(record)) {
      this.#assumed.set(this.path(claim), record.name)
      this.#index(claim.namespace)?.add(claim.name)
    }
  }

  /** The context that has the name, other than `except`. */
  claimant(claim: Claim, except: string): Claimant | undefined {
    return (
      this.#confirmed(claim, this.hinted(claim), except) ??
      this.#confirmed(claim, this.#assumed.get(this.path(claim)), except)
    )
  }

  /** The names of other contexts above, at and below a name. Empty unless names are a tree. */
  related(claim: Claim): readonly OtherName[] {
    const names = this.#index(claim.namespace)?.related(claim.name) ?? []
    return this.#others(
      names.filter((name) => name !== claim.name),
      claim.namespace,
    )
  }

  /** The names of all contexts at a place of a tree. */
  at(place: string, namespace: Namespace): readonly OtherName[] {
    return this.#others(this.#index(namespace)?.at(place) ?? [], namespace)
  }

  #others(names: readonly string[], namespace: Namespace): readonly OtherName[] {
    return names.flatMap((name) => {
      const claimant = this.claimant({ namespace, name, path: '' }, '')
      return claimant === undefined ? [] : [{ name, ...claimant }]
    })
  }

  #confirmed(claim: Claim, context: string | undefined, except: string): Claimant | undefined {
    if (context === undefined || context === except) return undefined
    const record = this.store.find(context)
    if (record === undefined) return undefined
    const own = this.declared.possible(record).find((possible) => sameName(possible, claim))
    if (own !== undefined) return { context, path: own.path }
    return this.declared.isUncertain(record) ? { context } : undefined
  }

  #index(namespace: Namespace): NameIndex | undefined {
    if (namespace.tree === undefined) return undefined
    const known = this.#indexes.get(namespace.folder)
    if (known !== undefined) return known
    const index = new NameIndex(namespace.tree)
    this.#indexes.set(namespace.folder, index)
    for (const file of this.reader.list(this.folder(namespace)))
      for (const name of this.#namesIn(file, namespace)) index.add(name)
    return index
  }

  /** The name of a hint is that of its file, unless it is too long for one. Other files are no hints. */
  #namesIn(file: string, namespace: Namespace): readonly string[] {
    if (file.startsWith('.')) return []
    if (file.length < longestFileName) return [decoded(file) ?? []].flat()
    const context = this.reader.text(join(this.folder(namespace), file))?.trim()
    const record = context === undefined ? undefined : this.store.find(context)
    return record === undefined
      ? []
      : this.declared
          .possible(record)
          .filter((claim) => this.path(claim) === join(this.folder(namespace), file))
          .map(({ name }) => name)
  }
}
