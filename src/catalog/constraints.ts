import { type Application, commonPaths } from '../applications/application.js'
import type { DeclaredClaims } from '../contexts/claim-registry.js'
import type { Claim, Claims, FixedProperties, Rule } from '../contexts/constraints.js'
import type { Contexts } from '../contexts/contexts.js'
import type { Json } from '../contexts/property.js'
import type { ContextRecord } from '../contexts/record.js'
import { givenOrDefault } from '../contexts/references.js'
import { propertiesOf } from '../contexts/schema.js'
import { unknownIn } from '../contexts/unknown.js'
import type { Context } from '../contexts/context.js'
import type { Planning } from '../contexts/planning.js'
import type { Complaint } from '../errors.js'
import type { Catalog } from './catalog.js'
import { Choices } from './choices.js'
import { type Declaration, declarationsFor } from './declarations.js'
import { withoutEffect } from './effects.js'
import type { Site } from '../contexts/types/site.js'
import { readOr } from '../hosts/snapshot-reader.js'

const claimsIn = (declared: readonly Claims[], record: ContextRecord): readonly Claim[] =>
  declared.flatMap(({ namespace, names }) => names(record).map((claimed) => ({ namespace, ...claimed })))

const firstPart = (path: string): string => path.split('/')[0] as string

const claimsOf = ({ claims }: Declaration): readonly Claims[] => claims

/** The constraints on contexts from all declarations for their types. */
export class DeclaredConstraints {
  readonly #choices: Choices
  readonly claims: DeclaredClaims

  constructor(
    private readonly catalog: Catalog,
    private readonly contexts: Contexts,
    private readonly planning: Planning,
  ) {
    this.#choices = new Choices(catalog, contexts)
    this.claims = {
      namespaces: this.#namespaces(),
      of: (record) => claimsIn(this.#applying(record, ({ claims }) => claims.length > 0).flatMap(claimsOf), record),
      possible: (record) => claimsIn(declarationsFor(catalog, record.context_type).flatMap(claimsOf), record),
      isUncertain: (record) => unknownIn(record, contexts.schema).length > 0,
    }
  }

  rules(record: ContextRecord): readonly Rule[] {
    return this.#applying(record, ({ rules }) => rules.length > 0).flatMap(({ rules }) => rules)
  }

  /** The application of a context, if it is on a platform and is known. */
  applicationOf(record: ContextRecord): Application | undefined {
    const name = this.#choices.applicationOf(record)
    return this.catalog.applications.find((application) => application.name === name)
  }

  /** First parts of paths that the application at a host uses itself, in small letters. */
  ownPaths(record: ContextRecord): readonly string[] {
    const scripts = readOr(
      () => (this.contexts.of(record) as Partial<Site>).platform?.serving.scripts ?? [],
      () => [],
    )
    return [...commonPaths, ...(this.applicationOf(record)?.ownPaths ?? []), ...scripts.map(firstPart)].map((path) =>
      path.toLowerCase(),
    )
  }

  fixed(record: ContextRecord): FixedProperties {
    return Object.assign(
      {},
      ...this.#applying(record, ({ fixed }) => Object.keys(fixed).length > 0).map(({ fixed }) => fixed),
    ) as FixedProperties
  }

  /** A value as it is stored, or its default. A computed default that is a context or a list is none here. */
  valueIn(record: ContextRecord, key: string): Json | undefined {
    const property = propertiesOf(this.contexts.schema, record.context_type)[key]
    if (property === undefined) return undefined
    const known = givenOrDefault(record.properties, key, property)
    if (known !== undefined || typeof property.default !== 'function') return known
    const computed = readOr(
      () => (this.contexts.of(record) as unknown as Readonly<Record<string, unknown>>)[key],
      () => undefined,
    )
    return typeof computed === 'string' ? computed : undefined
  }

  /** Complaints about given values of a context that nothing carries out. */
  withoutEffect(
    record: ContextRecord,
    keys: readonly string[],
    context: Context = this.contexts.of(record),
  ): readonly Complaint[] {
    const { catalog, planning } = this
    return withoutEffect({ record, context, catalog, planning }, keys)
  }

  /** Filters by interest first, because `appliesTo` may read other contexts. */
  #applying(record: ContextRecord, isOfInterest: (declaration: Declaration) => boolean): readonly Declaration[] {
    return declarationsFor(this.catalog, record.context_type)
      .filter(isOfInterest)
      .filter((declaration) => this.#choices.appliesTo(declaration, record))
  }

  #namespaces(): DeclaredClaims['namespaces'] {
    const all = this.catalog.contextTypes.flatMap(({ name }) => declarationsFor(this.catalog, name).flatMap(claimsOf))
    return [...new Map(all.map(({ namespace }) => [namespace.folder, namespace])).values()]
  }
}
