import type { Json } from '../contexts/property.js'
import type { JournalLine, ShownContext, ShownProperty } from '../provision/api.js'
import { unknownText } from './unknown-text.js'
import { unknown } from './usage.js'

const isObject = (value: Json): boolean => typeof value === 'object' && value !== null

export const valueText = (value: Json | undefined): string => {
  if (Array.isArray(value) && !value.some(isObject)) return value.map(valueText).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

export const propertyOf = ({ name: context, properties }: ShownContext, name: string): ShownProperty => {
  const property = properties.find((candidate) => candidate.name === name)
  if (property !== undefined) return property
  const known = properties.map((candidate) => candidate.name)
  throw unknown(`property of ${context}`, name, known, `provision-show ${context} --resolved shows them`)
}

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const propertyRow = ({ name, value, source }: ShownProperty): readonly string[] => [
  `  ${name}`,
  valueText(value),
  source === 'given' ? '' : `(${source})`,
]

export const showText = ({ name, type, uuid, properties, services, unknown }: ShownContext): string => {
  const given = Object.entries(services).map(([service, { server, type: offered }]) => [
    `  ${service}`,
    server,
    `(${offered})`,
  ])
  return [
    `${name} (${type}, ${uuid})`,
    ...(unknown === undefined ? [] : [unknownText(unknown)]),
    ...(properties.length === 0 ? [] : ['properties:', columns(properties.map(propertyRow))]),
    ...(given.length === 0 ? [] : ['services:', columns(given)]),
  ].join('\n')
}

export const journalText = (lines: readonly JournalLine[]): string =>
  columns(lines.map(({ since, state, task, contexts, id }) => [since, state, task, contexts.join(' '), id]))
