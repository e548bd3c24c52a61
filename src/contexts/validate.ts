import type { Complaint } from '../errors.js'
import { messageOf } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { Json, Properties, Property } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { AtItem, AtItems } from './shapes.js'
import type { ContextTypeName } from './context.js'

/** What the user gave; null goes back to the default. */
export type GivenValues = { readonly [property: string]: Json }

/** What validation must know of the other contexts. */
export interface Surroundings {
  readonly typeOf: (name: string) => string | undefined
  /** The context that a host name or alias belongs to, other than the given one. */
  readonly claimedBy: (host: string, besides: string) => string | undefined
  readonly names: () => readonly string[]
}

const itemsOf = (error: unknown): readonly AtItem[] => {
  if (error instanceof AtItems) return error.items
  return error instanceof AtItem ? [error] : []
}

/** One complaint, or one for each item of a list that is wrong. */
const at = (path: string, error: unknown): readonly Complaint[] => {
  const items = itemsOf(error)
  if (items.length === 0) return [{ path, message: messageOf(error) }]
  return items.map((item) => ({ path: `${path}/${item.at}`, message: item.message }))
}

const unknown = (name: string, property: string, properties: Properties): Complaint => {
  const meant = nearest(property, Object.keys(properties))
  return {
    path: `${name}/${property}`,
    message: 'there is no such property',
    fix: meant === undefined ? 'provision-save --help lists the properties' : `did you mean --${meant}?`,
  }
}

const notGiven = (name: string, property: string, { source }: Property): Complaint => ({
  path: `${name}/${property}`,
  message: source === 'recorded' ? 'is set by tasks only' : 'is derived from other properties',
})

/** First stage: each given value by itself; all that is wrong at once. */
export const readShapes = (
  name: string,
  given: GivenValues,
  properties: Properties,
): { values: GivenValues; complaints: readonly Complaint[] } => {
  const values: { [property: string]: Json } = {}
  const complaints: Complaint[] = []
  for (const [key, value] of Object.entries(given)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (property === undefined) complaints.push(unknown(name, key, properties))
    else if (property.source !== 'given') complaints.push(notGiven(name, key, property))
    else
      try {
        values[key] = value === null ? null : (property.parse(value) as Json)
      } catch (error) {
        complaints.push(...at(`${name}/${key}`, error))
      }
  }
  return { values, complaints }
}

/** Second stage: what is given over what is stored; null takes away, a list loses what it has twice. */
export const normalize = (stored: Values, given: GivenValues): Values => {
  const values: { [property: string]: Json } = { ...stored }
  for (const [key, value] of Object.entries(given))
    if (value === null) delete values[key]
    else values[key] = Array.isArray(value) ? [...new Set(value)] : value
  return values
}

type Rule = (record: ContextRecord, properties: Properties, around: Surroundings) => readonly Complaint[]

const required: Rule = ({ name, properties: values, context_type }, properties) =>
  Object.entries(properties)
    .filter(([key, { required, secret }]) => required && !secret && values[key] === undefined)
    .map(([key, { example, values: kind }]) => ({
      path: `${name}/${key}`,
      message: `a ${context_type} must have it`,
      fix: `--${key}=${example ?? `<${kind}>`}`,
    }))

const referred = (value: Json | undefined): readonly string[] =>
  value === undefined ? [] : ([value].flat() as string[])

const references: Rule = ({ name, properties: values }, properties, around) =>
  Object.entries(properties).flatMap(([key, { reference, default: usual }]) =>
    reference === undefined
      ? []
      : referred(values[key] ?? (usual as Json | undefined)).flatMap((target) =>
          wrongTarget(`${name}/${key}`, target, reference, around),
        ),
  )

const wrongTarget = (
  path: string,
  target: string,
  type: ContextTypeName,
  { typeOf, names }: Surroundings,
): readonly Complaint[] => {
  const found = typeOf(target)
  if (found === type) return []
  if (found !== undefined)
    return [
      { path, message: `${target} is a ${found}, not a ${type}`, fix: `provision-list --type=${type} shows what fits` },
    ]
  const meant = nearest(target, names())
  const fix =
    meant === undefined ? `save it first: provision-save ${target} --context_type=${type} …` : `did you mean ${meant}?`
  return [{ path, message: `there is no context ${target}`, fix }]
}

/** The host names that a site answers for, with the place of each. */
export const claims = ({
  properties: { uri, aliases = [] },
}: ContextRecord): readonly { readonly host: string; readonly path: string }[] => [
  ...(typeof uri === 'string' ? [{ host: uri, path: 'uri' }] : []),
  ...(aliases as readonly string[]).map((host, place) => ({ host, path: `aliases/${place}` })),
]

const uniqueHosts: Rule = (record, _, { claimedBy }) =>
  claims(record).flatMap(({ host, path }) => {
    const other = claimedBy(host, record.name)
    return other === undefined
      ? []
      : [
          {
            path: `${record.name}/${path}`,
            message: `${host} belongs to ${other}`,
            fix:
              other === `@${host}`
                ? 'choose another name: it is the uri of that site'
                : `take it from there first: provision-show ${other} --property=aliases`,
          },
        ]
  })

const ownUri: Rule = ({ name, properties: { uri, aliases = [] } }) =>
  (aliases as readonly string[]).flatMap((host, place) =>
    host === uri
      ? [
          {
            path: `${name}/aliases/${place}`,
            message: `${host} is the uri already`,
            fix: 'leave it out of the aliases',
          },
        ]
      : [],
  )

const redirection: Rule = ({ name, properties: { uri, aliases = [], redirection: target } }) =>
  typeof target !== 'string' || target === uri || (aliases as readonly string[]).includes(target)
    ? []
    : [
        {
          path: `${name}/redirection`,
          message: `${target} is neither the uri nor one of the aliases`,
          fix: `add it to the aliases, or use --redirection=true`,
        },
      ]

const rules: readonly Rule[] = [required, references, uniqueHosts, ownUri, redirection]

/** Third stage: the whole context, and what it has to do with others. */
export const checkRules = (record: ContextRecord, properties: Properties, around: Surroundings): readonly Complaint[] =>
  rules.flatMap((rule) => rule(record, properties, around))
