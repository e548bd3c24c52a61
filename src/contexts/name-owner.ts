import type { Json } from './property.js'
import type { ContextRecord } from './record.js'
import { shortNameOf } from './short-client.js'
import { plainText } from './plain-text.js'

/** Who owns the sites without a client. No client can have this name. */
const operator = '@operator'

const everybody = '*'

/** Who owns the names of a site. A client's name is the short one. */
export const ownerOf = ({ properties: { client, client_name } }: ContextRecord): string => {
  if (typeof client === 'string') return shortNameOf(client)
  return typeof client_name === 'string' ? client_name : operator
}

const sharedBy = ({ properties: { shares_names_with } }: ContextRecord): readonly Json[] =>
  Array.isArray(shares_names_with) ? shares_names_with : []

/** Whether a site lets an owner have names above and below its own. */
export const isSharedWith = (record: ContextRecord, owner: string): boolean =>
  sharedBy(record).some((shared) => shared === everybody || shortNameOf(String(shared)) === owner)

/** The flag by which a site shares its names with one more owner. */
export const sharingWith = (record: ContextRecord, owner: string): string =>
  `--shares_names_with=${[...sharedBy(record), owner].join(',')}`

/** A client, or who else names are shared with. */
export const nameOwner = (given: Json): string => {
  const text = plainText(given)
  if (text === operator || text === everybody || /^(?:@)?[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)) return text
  throw new Error(`not a client_name, ${operator} or ${everybody}`)
}
