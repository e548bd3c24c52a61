import { Ajv2020 } from 'ajv/dist/2020.js'
import { type DefinitionName, jsonSchema } from '../../src/cli/json/schema.js'
import type { Schema } from '../../src/cli/json/shape.js'

type Node = Schema | readonly Node[] | string | number | boolean

const closedFields = (schema: Schema): Schema =>
  'properties' in schema ? { ...schema, unevaluatedProperties: false } : schema

/** Each object with fields takes no others: a field that no definition has is a mistake of ours. */
const closed = (node: Node): Node => {
  if (Array.isArray(node)) return node.map(closed)
  if (typeof node !== 'object') return node
  const entries = Object.entries(closedFields(node as Schema)).map(([key, value]) => [key, closed(value as Node)])
  return Object.fromEntries(entries)
}

const iso8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': iso8601 } })
ajv.addSchema({ ...(closed(jsonSchema) as Schema), $id: 'provision' })

/** Complaints about a value that differs from its definition; none when it fits. */
export const complaintsAbout = (value: unknown, name: DefinitionName): readonly string[] => {
  const validate = ajv.getSchema(`provision#/$defs/${name}`)
  if (validate === undefined) return [`there is no definition ${name}`]
  return validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`]
}
