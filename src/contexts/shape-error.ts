import { type Complaint, messageOf } from '../errors.js'

const sentence = ({ path, message }: Complaint): string => (path === '' ? message : `item ${path}: ${message}`)

/** The mistakes in a value, each with its path in the value: `2/needs/0`. */
export class ShapeError extends Error {
  constructor(readonly complaints: readonly Complaint[]) {
    super(complaints.map(sentence).join('; '))
  }
}

/** Refuses a value; `fix` says what to type instead. */
export const complain = (message: string, fix?: string): never => {
  throw new ShapeError([{ path: '', message, ...(fix === undefined ? {} : { fix }) }])
}

const below = (path: string, complaint: Complaint): Complaint => ({
  ...complaint,
  path: [path, complaint.path].filter(Boolean).join('/'),
})

/** The complaints in an error, with paths that start at `path`. */
const complaintsAt = (path: string, error: unknown): readonly Complaint[] =>
  error instanceof ShapeError
    ? error.complaints.map((complaint) => below(path, complaint))
    : [{ path, message: messageOf(error) }]

/** A part of a value, or the complaints about it. */
type Part<Value> = { readonly value: Value } | { readonly complaints: readonly Complaint[] }

export const readPart = <Value>(path: string, read: () => Value): Part<Value> => {
  try {
    return { value: read() }
  } catch (error) {
    return { complaints: complaintsAt(path, error) }
  }
}

/** The values of all parts. Throws the complaints about all parts together. */
export const valuesOf = <Value>(parts: readonly Part<Value>[]): readonly Value[] => {
  const complaints = parts.flatMap((part) => ('complaints' in part ? part.complaints : []))
  if (complaints.length > 0) throw new ShapeError(complaints)
  return parts.flatMap((part) => ('value' in part ? [part.value] : []))
}

/** Parses each item. */
export const eachItem = <Item, Value>(given: readonly Item[], parse: (item: Item) => Value): readonly Value[] =>
  valuesOf(given.map((item, index) => readPart(String(index), () => parse(item))))
