import type { Json } from '../contexts/property.js'
import type { ShownContext, ShownProperty } from '../provision/api.js'
import { columns } from './columns.js'
import { unknown } from './usage.js'

export const valueText = (value: Json | undefined): string => {
  if (Array.isArray(value)) return value.map(valueText).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

export const propertyOf = ({ name: context, properties }: ShownContext, name: string): ShownProperty => {
  const property = properties.find((candidate) => candidate.name === name)
  if (property !== undefined) return property
  const known = properties.map((candidate) => candidate.name)
  throw unknown(`property of ${context}`, name, known, `provision-show ${context} --resolved shows them`)
}

const propertyRow = ({ name, value, source }: ShownProperty): readonly string[] => [
  `  ${name}`,
  valueText(value),
  source === 'given' ? '' : `(${source})`,
]

export const showText = ({ name, type, uuid, properties, services }: ShownContext): string => {
  const given = Object.entries(services).map(([service, { server, type: offered }]) => [
    `  ${service}`,
    server,
    `(${offered})`,
  ])
  return [
    `${name} (${type}, ${uuid})`,
    ...(properties.length === 0 ? [] : ['properties:', ...columns(properties.map(propertyRow))]),
    ...(given.length === 0 ? [] : ['services:', ...columns(given)]),
  ].join('\n')
}
