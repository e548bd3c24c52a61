import { type Complaint, messageOf } from '../errors.js'

const sentence = ({ path, message }: Complaint): string => (path === '' ? message : `item ${path}: ${message}`)

/** What is wrong inside a value: all of it, each at its path below the value: `2/needs/0`. */
export class ShapeError extends Error {
  constructor(readonly complaints: readonly Complaint[]) {
    super(complaints.map(sentence).join('; '))
  }
}

const below = (path: string, complaint: Complaint): Complaint => ({
  ...complaint,
  path: complaint.path === '' ? path : `${path}/${complaint.path}`,
})

/** What an error says is wrong with the value at a path, or inside it. */
const complaintsAt = (path: string, error: unknown): readonly Complaint[] =>
  error instanceof ShapeError
    ? error.complaints.map((complaint) => below(path, complaint))
    : [{ path, message: messageOf(error) }]

/** A part of a value, read; or what is wrong with it. */
type Part<Value> = { readonly value: Value } | { readonly complaints: readonly Complaint[] }

export const readPart = <Value>(path: string, read: () => Value): Part<Value> => {
  try {
    return { value: read() }
  } catch (error) {
    return { complaints: complaintsAt(path, error) }
  }
}

/** The values of all parts; throws what is wrong with any of them. */
export const valuesOf = <Value>(parts: readonly Part<Value>[]): readonly Value[] => {
  const complaints = parts.flatMap((part) => ('complaints' in part ? part.complaints : []))
  if (complaints.length > 0) throw new ShapeError(complaints)
  return parts.flatMap((part) => ('value' in part ? [part.value] : []))
}

/** Each item read. */
export const eachItem = <Item, Value>(given: readonly Item[], parse: (item: Item) => Value): readonly Value[] =>
  valuesOf(given.map((item, index) => readPart(String(index), () => parse(item))))
