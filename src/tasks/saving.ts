import type { DeclaredConstraints } from '../catalog/constraints.js'
import type { Claimant } from '../contexts/claim-registry.js'
import type { Claim } from '../contexts/constraints.js'
import type { ContextRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import type { SecretFiles } from '../contexts/vault.js'
import type { Intent } from '../engine/plan.js'
import { type ContextInput, type Draft, type DraftContext, draft } from './draft.js'
import { type Places, saveSteps } from './save.js'
import { type Reading, settled, verifySteps } from './verify.js'

export interface SavingParts extends Places {
  readonly reading: Reading
  readonly vault: SecretFiles
  readonly constraints: DeclaredConstraints
}

/** The lock under which names are given out: two saves must not both find the same host name free. */
export const savingLock = 'contexts'

/** Saves contexts, several of them as if they were saved one after the other. */
export class Saving {
  readonly #drafted = new Map<string, Draft>()
  /** Names that contexts claim which are saved together, by the paths of their hints. */
  readonly #claimed = new Map<string, Claimant>()

  constructor(private readonly parts: SavingParts) {}

  warningsOf(name: string): readonly string[] {
    return this.#drafted.get(name)?.warnings ?? []
  }

  /** What saving the context takes. */
  saveIntent(input: ContextInput): Intent {
    return { context: input.name, steps: saveSteps(this.#draft(input), this.parts) }
  }

  /** Saving and verifying it in one. */
  applyIntent(input: ContextInput): Intent {
    const { reading } = this.parts
    const made = this.#draft(input)
    const { record, context } = settled(made.record, reading)
    return {
      context: input.name,
      needs: this.#newOnes(record),
      steps: [...saveSteps({ ...made, record }, this.parts), ...verifySteps(context, reading)],
    }
  }

  /** Contexts that a record refers to, and that are made together with it. */
  #newOnes(record: ContextRecord): readonly string[] {
    return referencesOf(record, this.parts.reading.contexts.schema)
      .map(({ name }) => name)
      .filter((name) => this.#drafted.has(name) && this.#drafted.get(name)?.before === undefined)
  }

  #draft(input: ContextInput): Draft {
    const { store, vault } = this.parts
    const made = draft(input, store.find(input.name), this.#context())
    for (const [property, value] of Object.entries(made.secrets))
      if (value !== null) vault.take(input.name, property, value)
    this.#drafted.set(input.name, made)
    this.#claim(made.record)
    // Contexts that come later may refer to it.
    store.assume(made.record)
    return made
  }

  #claim(record: ContextRecord): void {
    const { claims } = this.parts
    for (const claim of claims.declared.of(record))
      this.#claimed.set(claims.path(claim), { context: record.name, path: claim.path })
  }

  #claimant(claim: Claim, except: string): Claimant | undefined {
    const { claims } = this.parts
    const claimant = claims.claimant(claim, except) ?? this.#claimed.get(claims.path(claim))
    return claimant?.context === except ? undefined : claimant
  }

  #context(): DraftContext {
    const { store, vault, reading, constraints } = this.parts
    return {
      catalog: reading.catalog,
      schema: reading.contexts.schema,
      constraints,
      find: (name) => store.find(name),
      claimant: (claim, except) => this.#claimant(claim, except),
      names: () => store.names(),
      hasSecret: (context, property) => vault.read(context, property) !== undefined,
    }
  }
}
