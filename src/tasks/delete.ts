import { thisMachine } from '../hosts/reader.js'
import type { ClaimRegistry } from '../contexts/claim-registry.js'
import type { ContextRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import { unknownStored } from '../contexts/unknown.js'
import type { Json } from '../contexts/property.js'
import type { ContextStore } from '../contexts/store.js'
import { ProvisionError } from '../errors.js'
import type { Intent } from '../engine/plan.js'
import type { RemovalStep } from '../steps/removal.js'
import type { Step } from '../steps/common/step.js'
import { type Places, unclaimStep } from './save.js'
import { readable } from './select.js'
import { type Reading, removeSteps } from './verify.js'

/** Contexts that name the given one in one of their properties, by a reference that is given or is the default. */
export const referrers = (name: string, { contexts }: Pick<Reading, 'contexts'>): readonly string[] =>
  readable(contexts)
    .filter((record) => record.name !== name && refers(record, name, contexts))
    .map((record) => record.name)

/** What this version does not know may be a reference, too. */
const mentions = (value: Json, name: string): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some((part: Json) => mentions(part, name))
    : value === name

const refers = (record: ContextRecord, name: string, { schema }: Reading['contexts']): boolean =>
  referencesOf(record, schema).some((reference) => reference.name === name) ||
  mentions(unknownStored(record, schema), name)

const mostNamed = 5

const inUse = (name: string, by: readonly string[]): ProvisionError =>
  new ProvisionError(
    'PROVISION_CONTEXT_IN_USE',
    `${name} is in use by ${by.slice(0, mostNamed).join(', ')}${by.length > mostNamed ? ` and ${by.length - mostNamed} more` : ''}`,
    { fix: `delete or move those first`, context: name },
  )

/** Refuses while something refers to the context, unless that is agreed to by its name. */
export const refuseInUse = (name: string, reading: Reading, force: readonly string[] = []): void => {
  const by = referrers(name, reading)
  if (by.length > 0 && !force.includes(name)) throw inUse(name, by)
}

const fileStep = (record: ContextRecord, store: ContextStore): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'record',
  context: record.name,
  title: `forget the context ${record.name}`,
  path: store.path(record.name),
})

const secretsStep = (name: string, path: string): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'cleanup',
  context: name,
  title: `remove the secrets of ${name}`,
  path,
})

const unclaimSteps = (record: ContextRecord, claims: ClaimRegistry): readonly Step[] =>
  claims.declared.possible(record).map((claim) => unclaimStep(record, claim, claims))

/** Everything that is kept of a context itself. */
export const forgetIntent = (
  name: string,
  { contexts }: Reading,
  { claims, secretsPath }: Places & { secretsPath: string },
): Intent => {
  const record = contexts.store.read(name)
  return {
    context: name,
    steps: [fileStep(record, contexts.store), ...unclaimSteps(record, claims), secretsStep(name, secretsPath)],
  }
}

/** What was made for a context, and the context: what was made goes first, what cannot be undone last. */
export const deleteIntent = (name: string, reading: Reading, places: Places & { secretsPath: string }): Intent => ({
  context: name,
  steps: [...removeSteps(reading.contexts.get(name), reading), ...forgetIntent(name, reading, places).steps],
})
