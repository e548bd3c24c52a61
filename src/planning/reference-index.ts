import type { Json } from '../contexts/property.js'
import type { ContextRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import type { Schema } from '../contexts/schema.js'
import { unknownStored } from '../contexts/unknown.js'

/** A context that refers to another one. */
export interface Referrer {
  readonly record: ContextRecord
  /**
   * The property, with the index in a list: `web_server`, `daemons/0/needs/1`. Undefined for a property that this
   * version does not know.
   */
  readonly path?: string
}

/** A value that this version does not know may be a reference too. */
const wordsIn = (value: Json): readonly string[] => {
  if (typeof value === 'string') return value.startsWith('@') ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((part: Json) => wordsIn(part)) : []
}

/** All references between contexts, given or by default. All contexts are read once. */
export class ReferenceIndex {
  readonly #to = new Map<string, Referrer[]>()

  constructor(records: readonly ContextRecord[], schema: Schema) {
    for (const record of records) {
      for (const { name, path } of referencesOf(record, schema)) this.#add(name, { record, path })
      for (const name of wordsIn(unknownStored(record, schema))) this.#add(name, { record })
    }
  }

  /** All references to a context, except from itself. */
  to(name: string): readonly Referrer[] {
    return (this.#to.get(name) ?? []).filter(({ record }) => record.name !== name)
  }

  #add(name: string, referrer: Referrer): void {
    const known = this.#to.get(name)
    if (known === undefined) this.#to.set(name, [referrer])
    else known.push(referrer)
  }
}
