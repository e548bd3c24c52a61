import type { ContextRecord } from '../../contexts/record.js'
import { referencesOf } from '../../contexts/references.js'
import type { Intent } from '../../engine/plan.js'
import { mayAddNames } from '../../contexts/site-addresses.js'
import { loadPublicSuffixes } from '../../lib/public-suffixes.js'
import { saveSteps } from '../context-steps.js'
import type { TaskPlanning } from '../planning.js'
import { dataKnown } from '../data-known.js'
import { settled } from '../recorded.js'
import { uuidOf } from '../../lib/seeded.js'
import { refuseUnsafeRoot, rootComplaints } from '../roots.js'
import { recordOf } from '../select.js'
import { verifySteps } from '../service-steps.js'
import { madeIfMissing } from '../../contexts/short-forms.js'
import { propertiesOf } from '../../contexts/schema.js'
import { type ContextInput, type Draft, type DraftContext, draft } from './draft.js'

/** The lock for reserving names: two saves must not both find the same host name free. */
export const savingLock = 'contexts'

/** Loads the public suffixes if some of the inputs may add names. */
export const loadingFor = (
  inputs: readonly ContextInput[],
  { store }: TaskPlanning,
): { readonly load?: () => Promise<void> } =>
  inputs.some(({ name, given }) => mayAddNames(given, recordOf(name, store))) ? { load: loadPublicSuffixes } : {}

/** What is saved for a context, and then what it makes because that is missing. */
type Drafts = readonly [Draft, ...Draft[]]

const changing = ([{ record }, ...others]: Drafts): Pick<Intent, 'context' | 'changes'> => ({
  context: record.name,
  ...(others.length === 0 ? {} : { changes: others.map((other) => other.record.name) }),
})

/** Saves several contexts as if they were saved one after the other. */
export class Saving {
  readonly #drafted = new Map<string, Draft>()
  /** The context that makes another one because that is missing. */
  readonly #makers = new Map<string, string>()

  constructor(private readonly planning: TaskPlanning) {}

  readonly warningsOf = (name: string): readonly string[] => this.#drafted.get(name)?.warnings ?? []

  /** The steps that save the context, and those that it makes. */
  saveIntent(input: ContextInput): Intent {
    const drafts = this.#drafts(input)
    return { ...changing(drafts), steps: drafts.flatMap((made) => saveSteps(made, this.planning)) }
  }

  /** The steps that save and verify the context. */
  applyIntent(input: ContextInput): Intent {
    const drafts = this.#drafts(input)
    const [made, ...others] = drafts
    const { record, context } = settled(made.record, this.planning)
    refuseUnsafeRoot(context, this.planning)
    return {
      ...changing(drafts),
      known: dataKnown(record, this.planning),
      needs: this.#newReferences(record),
      steps: [
        ...[...others, { ...made, record }].flatMap((draft) => saveSteps(draft, this.planning)),
        ...verifySteps(context, this.planning),
      ],
    }
  }

  /** Contexts of this run that will refer to another one. */
  referringTo(name: string): readonly string[] {
    return [...this.#drafted.values()]
      .filter(({ record }) => referencesOf(record, this.planning.contexts.schema).some((to) => to.name === name))
      .map(({ record }) => record.name)
  }

  /** The contexts of this run that make those that a record refers to. */
  #newReferences(record: ContextRecord): readonly string[] {
    return referencesOf(record, this.planning.contexts.schema)
      .map(({ name }) => name)
      .filter((name) => this.#drafted.has(name) && this.#drafted.get(name)?.before === undefined)
      .map((name) => this.#makers.get(name) ?? name)
      .filter((name) => name !== record.name)
  }

  /** The context, and those that it makes because they are missing. */
  #drafts(input: ContextInput): Drafts {
    const { store, contexts } = this.planning
    const type = input.contextType ?? recordOf(input.name, store)?.context_type ?? ''
    const missing = madeIfMissing(input.given, propertiesOf(contexts.schema, type)).filter(
      ([name]) => store.find(name) === undefined,
    )
    const others = missing.map(([name, contextType]) => {
      this.#makers.set(name, input.name)
      return this.#draft({ name, contextType, given: {} })
    })
    return [this.#draft(input), ...others]
  }

  #draft(input: ContextInput): Draft {
    const { store, vault, claims } = this.planning
    const made = draft(input, store.find(input.name), this.#context())
    for (const [property, value] of Object.entries(made.secrets))
      if (value !== null) vault.take(input.name, property, value)
    this.#drafted.set(input.name, made)
    // Contexts that come later may refer to it, and may not have its names.
    store.assume(made.record)
    claims.assume(made.record)
    return made
  }

  #context(): DraftContext {
    const { store, vault, catalog, contexts, constraints, claims, newDigits } = this.planning
    return {
      catalog,
      schema: contexts.schema,
      constraints,
      find: (name) => store.find(name),
      claims,
      rootComplaints: (record, before) => rootComplaints(record, before, this.planning),
      names: () => store.names(),
      hasSecret: (context, property) => vault.read(context, property) !== undefined,
      newUuid: (name) => uuidOf(newDigits(`uuid of ${name}`)),
    }
  }
}
