import { claims } from '../contexts/validate.js'
import type { ContextRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import type { SecretFiles } from '../contexts/vault.js'
import type { Intent } from '../engine/plan.js'
import { type Draft, type SaveSurroundings, type Wish, draft } from './draft.js'
import { type Places, saveSteps } from './save.js'
import { type Reading, settled, verifySteps } from './verify.js'

export interface SavingParts extends Places {
  readonly reading: Reading
  readonly vault: SecretFiles
}

/** The lock under which host names are given out: two saves must not both find the same one free. */
export const savingLock = 'contexts'

const other = (name: string | undefined, besides: string): string | undefined => (name === besides ? undefined : name)

/** Saves contexts, several of them as if they were saved one after the other. */
export class Saving {
  readonly #drafted = new Map<string, Draft>()
  /** Host names of what is saved together. */
  readonly #taken = new Map<string, string>()

  constructor(private readonly parts: SavingParts) {}

  warningsOf(name: string): readonly string[] {
    return this.#drafted.get(name)?.warnings ?? []
  }

  /** What saving the context takes. */
  saveIntent(wish: Wish): Intent {
    return { context: wish.name, steps: saveSteps(this.#draft(wish), this.parts) }
  }

  /** Saving and verifying it in one. */
  applyIntent(wish: Wish): Intent {
    const { reading } = this.parts
    const made = this.#draft(wish)
    const { record, context } = settled(made.record, reading)
    return {
      context: wish.name,
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

  #draft(wish: Wish): Draft {
    const { store, vault } = this.parts
    const made = draft(wish, store.find(wish.name), this.#surroundings())
    for (const [property, value] of Object.entries(made.secrets))
      if (value !== null) vault.take(wish.name, property, value)
    this.#drafted.set(wish.name, made)
    for (const { host } of claims(made.record)) this.#taken.set(host, wish.name)
    // Contexts that come later may refer to it.
    store.assume(made.record)
    return made
  }

  #surroundings(): SaveSurroundings {
    const { store, hosts, vault, reading } = this.parts
    return {
      catalog: reading.catalog,
      schema: reading.contexts.schema,
      typeOf: (name) => store.find(name)?.context_type,
      claimedBy: (host, besides) => hosts.owner(host, besides) ?? other(this.#taken.get(host), besides),
      names: () => store.names(),
      hasSecret: (context, property) => vault.read(context, property) !== undefined,
    }
  }
}
