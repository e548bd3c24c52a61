import type { Catalog } from '../../catalog/catalog.js'
import type { DeclaredConstraints } from '../../catalog/constraints.js'
import { applicableProperties } from '../../catalog/schema.js'
import type { ClaimRegistry } from '../../contexts/claim-registry.js'
import { typeNamed } from '../../contexts/context-type.js'
import type { Properties } from '../../contexts/property.js'
import type { ContextRecord } from '../../contexts/record.js'
import { type Schema, propertiesOf } from '../../contexts/schema.js'
import { withoutShortForms } from '../../contexts/short-forms.js'
import { refuseUnknown, unknownStored } from '../../contexts/unknown.js'
import { type GivenValues, type ValidationContext, checkRules, normalize, readShapes } from '../../contexts/validate.js'
import { type Complaint, InvalidInput } from '../../errors.js'
import { namesOfOthers } from './names-of-others.js'
import { type SecretValues, changedFixed, missingSecrets, takenNames } from './draft-complaints.js'
import { type NewContext, startingRecord } from './starting-record.js'

/** The values that a user gives for a context. Null resets a property to its default. */
export interface ContextInput extends NewContext {
  readonly given: GivenValues
}

/** What drafting needs to know of other contexts. */
export interface DraftContext extends ValidationContext {
  readonly catalog: Catalog
  readonly schema: Schema
  readonly constraints: DeclaredConstraints
  readonly claims: ClaimRegistry
  readonly rootComplaints: (record: ContextRecord, before: ContextRecord | undefined) => readonly Complaint[]
  readonly hasSecret: (context: string, property: string) => boolean
  readonly newUuid: (name: string) => string
}

/** A context as it is to be saved. */
export interface Draft {
  readonly record: ContextRecord
  readonly before: ContextRecord | undefined
  readonly secrets: SecretValues
  readonly warnings: readonly string[]
}

const partSecrets = (given: GivenValues, properties: Properties) => {
  const isSecret = ([key]: readonly [string, unknown]): boolean => properties[key]?.secret === true
  const entries = Object.entries(given)
  return {
    plain: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(entries.filter(isSecret)) as SecretValues,
  }
}

/** Applies given values to stored ones. Null removes a value, also one that this version does not know. */
const withValues = (start: ContextRecord, given: GivenValues): ContextRecord => {
  const kept = Object.entries(start.recorded).filter(([key]) => given[key] !== null)
  return { ...start, properties: normalize(start.properties, given), recorded: Object.fromEntries(kept) }
}

const setNames = (given: GivenValues): readonly string[] => Object.keys(given).filter((key) => given[key] !== null)

type Drafted = Pick<Draft, 'record' | 'before' | 'secrets'>

/** Complaints about a context as a whole, and about its relations to others. */
const complaintsOf = (drafted: Drafted, properties: Properties, context: DraftContext): readonly Complaint[] => {
  const { record, before, secrets } = drafted
  const { constraints } = context
  const isKept = (key: string): boolean =>
    key in secrets ? secrets[key] !== null : context.hasSecret(record.name, key)
  return [
    ...checkRules(record, { properties, rules: constraints.rules(record) }, context, before),
    ...takenNames(record, constraints.claims.of(record), context),
    ...namesOfOthers(record, before, context),
    ...context.rootComplaints(record, before),
    ...missingSecrets(record, properties, isKept),
    ...(before === undefined ? [] : changedFixed(before, record, constraints)),
  ]
}

const refuseAny = (complaints: readonly Complaint[]): void => {
  if (complaints.length > 0) throw new InvalidInput(complaints)
}

const nameWarnings = (record: ContextRecord, { catalog }: DraftContext): readonly string[] => {
  const type = typeNamed(catalog.contextTypes, record.context_type)
  return type === undefined || type.recommendedName.matches(record)
    ? []
    : [`${record.name} is an unusual name for a ${type.name}: ${type.recommendedName.pattern} is recommended`]
}

/** Shape, normalize, rules: returns the new context, or throws all complaints at once. */
export const draft = (input: ContextInput, before: ContextRecord | undefined, context: DraftContext): Draft => {
  const start = startingRecord(input, before, context)
  const known = propertiesOf(context.schema, start.context_type)
  const removable = unknownStored(start, context.schema)
  const given = withoutShortForms(input.given, known)
  const shapes = readShapes(start.name, given, { properties: known, removable })
  const { plain, secrets } = partSecrets(shapes.values, known)
  const record = withValues(start, plain)
  refuseUnknown(record, context.schema)
  const { properties, misplaced } = applicableProperties(context.catalog, record, setNames(given))
  const misshapen = new Set(shapes.complaints.map(({ path }) => path))
  const others = complaintsOf({ record, before, secrets }, properties, context)
  const wrong = [...shapes.complaints, ...misplaced, ...others.filter(({ path }) => !misshapen.has(path))]
  refuseAny(wrong.length > 0 ? wrong : context.constraints.withoutEffect(record, setNames(given)))
  return { record, before, secrets, warnings: before === undefined ? nameWarnings(record, context) : [] }
}
