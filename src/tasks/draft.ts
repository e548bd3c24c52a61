import { randomUUID } from 'node:crypto'
import type { Properties } from '../contexts/property.js'
import { type ContextRecord, type Values } from '../contexts/record.js'
import { isContextName } from '../contexts/shapes.js'
import { type ContextType, typeNamed } from '../contexts/context-type.js'
import { type Schema, propertiesOf, typeNames } from '../contexts/schema.js'
import { type GivenValues, type Surroundings, checkRules, normalize, readShapes } from '../contexts/validate.js'
import { type Complaint, InvalidInput, ProvisionError } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { Catalog } from '../catalog/catalog.js'
import { applicableProperties } from '../catalog/schema.js'

/** What a user wants of a context; null takes a property back to its default. */
export interface Wish {
  readonly name: string
  readonly given: GivenValues
  /** Needed for a new context. */
  readonly contextType?: string
  /** For a context that comes with its own mark, from a backup or from git. */
  readonly uuid?: string
}

export interface SaveSurroundings extends Surroundings {
  readonly catalog: Catalog
  readonly schema: Schema
  readonly hasSecret: (context: string, property: string) => boolean
}

/** A context as it is to be saved. */
export interface Draft {
  readonly record: ContextRecord
  readonly before: ContextRecord | undefined
  readonly secrets: { readonly [property: string]: string | null }
  readonly warnings: readonly string[]
}

const refuse = (path: string, message: string, fix: string): never => {
  throw new InvalidInput([{ path, message, fix }])
}

const typeOfNew = ({ name, contextType }: Wish, { names, schema }: SaveSurroundings): string => {
  const types = typeNames(schema)
  if (contextType !== undefined && types.includes(contextType)) return contextType
  const choice = `--context_type=${types.join('|')}`
  if (contextType !== undefined) return refuse(`${name}/context_type`, `there is no type ${contextType}`, choice)
  const meant = nearest(name, names())
  throw new ProvisionError('PROVISION_MISSING_CONTEXT', `there is no context ${name}`, {
    fix: `${meant === undefined ? '' : `did you mean ${meant}? `}a new one needs its type: ${choice}`,
  })
}

const startFrom = (wish: Wish, before: ContextRecord | undefined, around: SaveSurroundings): ContextRecord => {
  const { name, contextType } = wish
  if (!isContextName(name))
    return refuse(name, 'not a context name', 'one @, then letters, digits and ._- only: @server_web, @example.com')
  if (before === undefined)
    return {
      name,
      context_type: typeOfNew(wish, around),
      uuid: wish.uuid ?? randomUUID(),
      properties: {},
      recorded: {},
    }
  if (contextType !== undefined && contextType !== before.context_type)
    return refuse(
      `${name}/context_type`,
      `it is a ${before.context_type}, and that never changes`,
      'save another context, under another name',
    )
  return before
}

const isSecret = (properties: Properties, key: string): boolean => properties[key]?.secret === true

const partSecrets = (given: GivenValues, properties: Properties) => ({
  plain: Object.fromEntries(Object.entries(given).filter(([key]) => !isSecret(properties, key))),
  secrets: Object.fromEntries(Object.entries(given).filter(([key]) => isSecret(properties, key))) as Draft['secrets'],
})

const missingSecrets = (
  { name }: ContextRecord,
  properties: Properties,
  secrets: Draft['secrets'],
  around: SaveSurroundings,
): readonly Complaint[] =>
  Object.entries(properties)
    .filter(
      ([key, { required, secret }]) =>
        required && secret && (key in secrets ? secrets[key] === null : !around.hasSecret(name, key)),
    )
    .map(([key]) => ({
      path: `${name}/${key}`,
      message: 'must be given',
      fix: `--${key}=env:NAME, --${key}=file:/path, or --properties-from`,
    }))

/** What has been verified stays where it is: folders, databases and vhosts are named after these properties. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  server: ['http_service_type', 'db_service_type', 'aegir_root'],
  platform: ['root', 'web_server', 'application'],
  site: ['uri', 'platform', 'db_server'],
}

const ways: Readonly<Record<string, string>> = {
  server: 'save another server, and use that',
  platform: 'save another platform, and use that',
  site: 'save another site; or delete this one and save it anew',
}

/** As it is given, or the default where that is the same for all contexts. */
const effective = ({ properties }: ContextRecord, key: string, known: Properties): unknown => {
  const usual = known[key]?.default
  return properties[key] ?? (typeof usual === 'function' ? undefined : usual)
}

const hasMoved = (before: ContextRecord, after: ContextRecord, key: string, known: Properties): boolean => {
  const [was, is] = [effective(before, key, known), effective(after, key, known)]
  return was !== undefined && was !== is
}

const movedAfterVerify = (
  before: ContextRecord | undefined,
  after: ContextRecord,
  known: Properties,
): readonly Complaint[] =>
  before?.recorded['verified'] !== true
    ? []
    : (fixed[after.context_type] ?? [])
        .filter((key) => hasMoved(before, after, key, known))
        .map((key) => ({
          path: `${after.name}/${key}`,
          message: `cannot change once the ${after.context_type} has been verified: what was made would stay behind`,
          fix: ways[after.context_type] ?? '',
        }))

const nameWarnings = (record: ContextRecord, type: ContextType | undefined): readonly string[] =>
  type === undefined || type.recommendedName.matches(record)
    ? []
    : [`${record.name} is an unusual name for a ${type.name}: ${type.recommendedName.pattern} is recommended`]

const setNames = (given: GivenValues): readonly string[] => Object.keys(given).filter((key) => given[key] !== null)

/** Shape, normalize, rules: the context as it will be, or all complaints at once. */
export const draft = (wish: Wish, before: ContextRecord | undefined, around: SaveSurroundings): Draft => {
  const start = startFrom(wish, before, around)
  const known = propertiesOf(around.schema, start.context_type)
  const shapes = readShapes(start.name, wish.given, known)
  const { plain, secrets } = partSecrets(shapes.values, known)
  const record = { ...start, properties: normalize(start.properties, plain) as Values }
  const { properties, misplaced } = applicableProperties(around.catalog, record, setNames(wish.given))
  const complaints = [
    ...shapes.complaints,
    ...misplaced,
    ...checkRules(record, properties, around).filter(
      ({ path }) => !shapes.complaints.some((known) => known.path === path),
    ),
    ...missingSecrets(record, properties, secrets, around),
    ...movedAfterVerify(before, record, known),
  ]
  if (complaints.length > 0) throw new InvalidInput(complaints)
  const type = typeNamed(around.catalog.contextTypes, record.context_type)
  return { record, before, secrets, warnings: before === undefined ? nameWarnings(record, type) : [] }
}
