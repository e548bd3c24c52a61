import { join } from 'node:path'
import type { HostReader } from '../hosts/reader.js'
import { fileName } from '../lib/file-name.js'
import type { Claim, Namespace } from './constraints.js'
import type { ContextRecord } from './record.js'
import type { ContextStore } from './store.js'

/** What contexts may claim, as it is declared. */
export interface DeclaredClaims {
  readonly namespaces: readonly Namespace[]
  /** What a context claims, with the service types and the application that it has now. */
  readonly of: (record: ContextRecord) => readonly Claim[]
  /** What it would claim with any of them: asks for no other context. */
  readonly possible: (record: ContextRecord) => readonly Claim[]
  /** Whether it may claim more than this version knows of. */
  readonly isUncertain: (record: ContextRecord) => boolean
}

/** The context that has a name, and where it says so, as far as this version knows. */
export interface Claimant {
  readonly context: string
  readonly path?: string
}

const sameName = (left: Claim, right: Claim): boolean =>
  left.name === right.name && left.namespace.folder === right.namespace.folder

/**
 * Whose a name is: `hosts/NAME` holds the name of the context that has the host name, so that asking costs the same
 * among 10,000 sites as among 10. It is a hint: the context file decides, and a hint that it does not confirm is void.
 */
export class ClaimRegistry {
  constructor(
    private readonly home: string,
    private readonly look: HostReader,
    private readonly store: ContextStore,
    readonly declared: DeclaredClaims,
  ) {}

  folder({ folder }: Namespace): string {
    return join(this.home, folder)
  }

  path({ namespace, name }: Claim): string {
    return join(this.folder(namespace), fileName(encodeURIComponent(name)))
  }

  /** The context that the hint names, right or not. */
  hinted(claim: Claim): string | undefined {
    return this.look.text(this.path(claim))?.trim()
  }

  /** The context that has the name, other than `except`. */
  claimant(claim: Claim, except: string): Claimant | undefined {
    const context = this.hinted(claim)
    if (context === undefined || context === except) return undefined
    const record = this.store.find(context)
    if (record === undefined) return undefined
    const own = this.declared.possible(record).find((other) => sameName(other, claim))
    if (own !== undefined) return { context, path: own.path }
    return this.declared.isUncertain(record) ? { context } : undefined
  }
}
