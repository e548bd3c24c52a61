import type { Context } from '../contexts/context.js'
import { isContext } from '../contexts/contexts.js'
import { type Schema, propertiesOf } from '../contexts/schema.js'
import { type Place, identityNames, refuse, refuseUnknown } from './declared-path.js'

const contextPart = (context: Context, place: Place, schema: Schema): unknown => {
  const properties = propertiesOf(schema, context.type)
  if (Object.hasOwn(properties, place.part) || identityNames.includes(place.part))
    return (context as unknown as Record<string, unknown>)[place.part]
  const owner = `${context.name} (${context.type})`
  const known = [...Object.keys(properties), ...identityNames]
  return refuseUnknown(owner, place, known, `provision-show ${context.name} --resolved shows its properties`)
}

const itemOf = (items: readonly unknown[], { before, part }: Place): unknown => {
  if (/^\d+$/.test(part) && Number(part) < items.length) return items[Number(part)]
  const list = before.join('.')
  return items.length === 0
    ? refuse(`${list} has no items`, 'leave out the rest of the path')
    : refuse(`${list} has no item ${part}`, `it has ${list}.0 to ${list}.${items.length - 1}`)
}

const fieldOf = (value: object, place: Place): unknown => {
  const known = Object.keys(value)
  if (known.includes(place.part)) return (value as Record<string, unknown>)[place.part]
  return refuseUnknown(place.before.join('.'), place, known, `it has ${known.join(', ')}`)
}

const partOf = (value: unknown, place: Place, schema: Schema): unknown => {
  if (Array.isArray(value)) return itemOf(value, place)
  if (typeof value === 'object' && value !== null)
    return isContext(value) ? contextPart(value, place, schema) : fieldOf(value, place)
  const what = value === undefined || value === null ? 'has no value' : 'is a single value'
  return refuse(`${place.before.join('.')} ${what}, so it has no ${place.part}`, 'leave out the rest of the path')
}

/** The value at a path such as `platform.web_server.http_port` or `aliases.0`. Undefined if the property has none. */
export const valueAt = (context: Context, path: string, schema: Schema): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, part, index, parts) => partOf(value, { before: parts.slice(0, index), part }, schema),
      context,
    )
