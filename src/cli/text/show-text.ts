import type { Json } from '../../contexts/property.js'
import type { ShownContext, ShownProperty } from '../../provision/api.js'
import { columns } from './columns.js'
import type { Screen } from './screen.js'
import { unknownText } from './unknown-text.js'
import { wrap } from './wrap.js'

const isObject = (value: Json): boolean => typeof value === 'object' && value !== null

export const valueText = (value: Json | undefined): string => {
  if (Array.isArray(value) && !value.some(isObject)) return value.map(valueText).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

const propertyRow = ({ name, value, source }: ShownProperty): readonly string[] => [
  `  ${name}`,
  `${valueText(value)}${source === 'given' ? '' : `  (${source})`}`,
]

/** Long values continue in their column. */
const section = (title: string, rows: readonly (readonly string[])[], screen: Screen): readonly string[] => {
  const hanging = Math.max(0, ...rows.map(([first = '']) => first.length))
  return rows.length === 0 ? [] : [title, ...columns(rows).map((row) => wrap(row, screen.columns, hanging))]
}

export const showText = ({ name, type, uuid, properties, services, unknown }: ShownContext, screen: Screen): string => {
  const given = Object.entries(services).map(([service, { server, type: offered, at }]) => [
    `  ${service}`,
    server,
    `(${[offered, at].filter(Boolean).join(', ')})`,
  ])
  return [
    `${screen.paint.bold(name)} (${type}, ${uuid})`,
    ...(unknown === undefined ? [] : [wrap(unknownText(unknown), screen.columns)]),
    ...section('properties:', properties.map(propertyRow), screen),
    ...section('services:', given, screen),
  ].join('\n')
}
