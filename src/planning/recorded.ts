import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../contexts/context.js'
import type { Json, Properties } from '../contexts/property.js'
import type { ContextRecord, Values } from '../contexts/record.js'
import { propertiesOf } from '../contexts/schema.js'
import { memoize } from '../lib/memoize.js'
import type { Recorders } from '../services/planner.js'
import type { TaskPlanning } from './planning.js'
import { applicationFor, servicesOf } from './services.js'

const recordedBy = (recorders: Recorders | undefined, context: Context, planning: TaskPlanning): Values =>
  (recorders?.[context.type] as ((context: Context, planning: TaskPlanning) => Values) | undefined)?.(
    context,
    planning,
  ) ?? {}

/** Adds values that tasks have chosen to the record. Returns the same object if nothing is new. */
export const withRecorded = (record: ContextRecord, chosen: Values): ContextRecord => {
  const isNew = Object.entries(chosen).some(([key, value]) => !isDeepStrictEqual(record.recorded[key], value))
  return isNew ? { ...record, recorded: { ...record.recorded, ...chosen } } : record
}

/** Values that the first verify chooses permanently, such as the name of a database. Empty if nothing is created. */
const chosenFor = (context: Context, planning: TaskPlanning): Values => {
  const services = servicesOf(context, planning)
  if (services.length === 0 && applicationFor(context, planning) === undefined) return {}
  return Object.assign({}, ...services.map(({ type }) => recordedBy(type.recorded, context, planning)), {
    verified: true,
  }) as Values
}

const settling = memoize((properties: Properties): readonly string[] =>
  Object.entries(properties).flatMap(([name, { settles }]) => (settles ? [name] : [])),
)

/** Stores detected values, so that they stay, whatever is detected later. */
const withSettled = (record: ContextRecord, context: Context, { contexts }: TaskPlanning): ContextRecord => {
  const open = settling(propertiesOf(contexts.schema, record.context_type)).filter(
    (name) => !(name in record.properties),
  )
  if (open.length === 0) return record
  const found = open.map((name) => [name, (context as unknown as Record<string, Json>)[name]] as const)
  const known = Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Values
  return { ...record, properties: { ...record.properties, ...known } }
}

/** A context as its file should say, and as planners read it. */
export interface Settled {
  readonly record: ContextRecord
  readonly context: Context
}

/** Adds permanent values to a context: those that its services choose, and those that were detected. */
export const settled = (record: ContextRecord, planning: TaskPlanning): Settled => {
  const context = planning.contexts.of(record)
  const after = withRecorded(withSettled(record, context, planning), chosenFor(context, planning))
  return after === record ? { record, context } : { record: after, context: planning.contexts.of(after) }
}

/** Values that its services choose for a new copy of a context beside the old one. */
export const renewed = (context: Context, planning: TaskPlanning): Values =>
  Object.assign(
    {},
    ...servicesOf(context, planning).map(({ type }) => recordedBy(type.renewed, context, planning)),
  ) as Values
