import type { ClaimRegistry } from '../contexts/claim-registry.js'
import { type FindOrphans, type GcScan, type KnownContexts } from '../services/orphan.js'

/** What gc itself looks with: besides what services get, all that it takes to tell whose names are. */
export interface Scan extends GcScan {
  readonly claims: ClaimRegistry
  readonly finders: readonly FindOrphans[]
  readonly known: KnownContexts & {
    /** Errors of files that cannot be read. */
    readonly damaged: readonly unknown[]
  }
}
