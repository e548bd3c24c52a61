import { oneLine, severalLines } from '../../lib/unprintable.js'

/** What may have several lines. Everything else is one line, such as a name, a path or a title. */
const withLines = new Set(['message', 'fix', 'stack', 'before', 'after', 'reason', 'stderr', 'stdout', 'warnings'])

const isObject = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return value instanceof Error || prototype === Object.prototype || prototype === null
}

/** An object of the same class, as an error keeps its own. */
const copyOf = (value: object): object =>
  Object.create(
    Object.getPrototypeOf(value) as object | null,
    Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, descriptor]) => [
        name,
        'value' in descriptor
          ? { ...descriptor, value: printable(descriptor.value as unknown, withLines.has(name)) }
          : descriptor,
      ]),
    ),
  ) as object

/** A value in which nothing is left that a terminal would carry out. The root may have several lines. */
export const printable = <Value>(value: Value, hasLines = true): Value => {
  if (typeof value === 'string') return (hasLines ? severalLines(value) : oneLine(value)) as Value
  if (Array.isArray(value)) return value.map((item: unknown) => printable(item, hasLines)) as Value
  return isObject(value) ? (copyOf(value) as Value) : value
}
