import type { Claimant } from '../../contexts/claim-registry.js'
import type { Claim } from '../../contexts/constraints.js'
import type { ContextRecord } from '../../contexts/record.js'
import { referencesOf } from '../../contexts/references.js'
import type { Intent } from '../../engine/plan.js'
import { saveSteps } from '../context-steps.js'
import type { TaskPlanning } from '../planning.js'
import { dataKnown } from '../data-known.js'
import { settled } from '../recorded.js'
import { uuidOf } from '../../lib/seeded.js'
import { verifySteps } from '../service-steps.js'
import { type ContextInput, type Draft, type DraftContext, draft } from './draft.js'

/** The lock for reserving names: two saves must not both find the same host name free. */
export const savingLock = 'contexts'

/** Saves several contexts as if they were saved one after the other. */
export class Saving {
  readonly #drafted = new Map<string, Draft>()
  /** Names claimed by contexts in this run, by the paths of their hints. */
  readonly #claimed = new Map<string, Claimant>()

  constructor(private readonly planning: TaskPlanning) {}

  readonly warningsOf = (name: string): readonly string[] => this.#drafted.get(name)?.warnings ?? []

  /** The steps that save the context. */
  saveIntent(input: ContextInput): Intent {
    return { context: input.name, steps: saveSteps(this.#draft(input), this.planning) }
  }

  /** The steps that save and verify the context. */
  applyIntent(input: ContextInput): Intent {
    const made = this.#draft(input)
    const { record, context } = settled(made.record, this.planning)
    return {
      context: input.name,
      known: dataKnown(record, this.planning),
      needs: this.#newReferences(record),
      steps: [...saveSteps({ ...made, record }, this.planning), ...verifySteps(context, this.planning)],
    }
  }

  /** Contexts of this run that will refer to another one. */
  referringTo(name: string): readonly string[] {
    return [...this.#drafted.values()]
      .filter(({ record }) => referencesOf(record, this.planning.contexts.schema).some((to) => to.name === name))
      .map(({ record }) => record.name)
  }

  /** New contexts of this run that a record refers to. */
  #newReferences(record: ContextRecord): readonly string[] {
    return referencesOf(record, this.planning.contexts.schema)
      .map(({ name }) => name)
      .filter((name) => this.#drafted.has(name) && this.#drafted.get(name)?.before === undefined)
  }

  #draft(input: ContextInput): Draft {
    const { store, vault } = this.planning
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
    const { claims } = this.planning
    for (const claim of claims.declared.of(record))
      this.#claimed.set(claims.path(claim), { context: record.name, path: claim.path })
  }

  #claimant(claim: Claim, except: string): Claimant | undefined {
    const { claims } = this.planning
    const claimant = claims.claimant(claim, except) ?? this.#claimed.get(claims.path(claim))
    return claimant?.context === except ? undefined : claimant
  }

  #context(): DraftContext {
    const { store, vault, catalog, contexts, constraints, newDigits } = this.planning
    return {
      catalog,
      schema: contexts.schema,
      constraints,
      find: (name) => store.find(name),
      claimant: (claim, except) => this.#claimant(claim, except),
      names: () => store.names(),
      hasSecret: (context, property) => vault.read(context, property) !== undefined,
      newUuid: (name) => uuidOf(newDigits(`uuid of ${name}`)),
    }
  }
}
