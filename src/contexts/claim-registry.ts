import { join } from 'node:path'
import type { HostReader } from '../hosts/reader.js'
import { fileName } from '../lib/file-name.js'
import type { Claim, Namespace } from './constraints.js'
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

const sameName = (left: Claim, right: Claim): boolean =>
  left.name === right.name && left.namespace.folder === right.namespace.folder

/**
 * Finds the context that has a name. The file `hosts/NAME` names the context with that host name, so that a lookup
 * costs the same with 10,000 sites as with 10. The file is a hint: the context file decides, and a hint that it does
 * not confirm is void.
 */
export class ClaimRegistry {
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

  /** The context that has the name, other than `except`. */
  claimant(claim: Claim, except: string): Claimant | undefined {
    const context = this.hinted(claim)
    if (context === undefined || context === except) return undefined
    const record = this.store.find(context)
    if (record === undefined) return undefined
    const own = this.declared.possible(record).find((possible) => sameName(possible, claim))
    if (own !== undefined) return { context, path: own.path }
    return this.declared.isUncertain(record) ? { context } : undefined
  }
}
