import { isDeepStrictEqual } from 'node:util'
import type { DeclaredConstraints } from '../../catalog/constraints.js'
import type { ClaimRegistry, Claimant } from '../../contexts/claim-registry.js'
import type { Claim } from '../../contexts/constraints.js'
import type { Properties } from '../../contexts/property.js'
import { type ContextRecord, hasResources, isVerified } from '../../contexts/record.js'
import { type Schema, propertiesOf } from '../../contexts/schema.js'
import type { Complaint } from '../../errors.js'

export type SecretValues = { readonly [property: string]: string | null }

/** Says how to take the name of a context that has nothing but its context, such as one that was deleted. */
const orForget = (record: ContextRecord | undefined): string =>
  record === undefined || hasResources(record)
    ? ''
    : `, which is not installed; to release it: provision-delete ${record.name} --forget`

/** Suggests another name if the other context must have this one, or has it by default, otherwise removing it there. */
const fixForTaken = ({ context, path }: Claimant, { find, schema }: Others): string => {
  if (path === undefined)
    return `choose another name, or upgrade Provision: this version does not know all properties of ${context}`
  const [property = ''] = path.split('/')
  const record = find(context)
  const isRequired = propertiesOf(schema, record?.context_type ?? '')[property]?.required
  const isByDefault = record !== undefined && record.properties[property] === undefined
  return isRequired || isByDefault
    ? `choose another name: it is the ${property} of ${context}${orForget(record)}`
    : `remove it there first: provision-show ${context} --property=${property}`
}

interface Others {
  readonly schema: Schema
  readonly find: (name: string) => ContextRecord | undefined
  readonly claims: ClaimRegistry
}

/** Complaints about names that another context has. */
export const takenNames = ({ name }: ContextRecord, claims: readonly Claim[], others: Others): readonly Complaint[] =>
  claims.flatMap((claim) => {
    const claimant = others.claims.claimant(claim, name)
    if (claimant === undefined) return []
    const message = `${claim.name} belongs to ${claimant.context}`
    return [{ path: `${name}/${claim.path}`, message, fix: fixForTaken(claimant, others) }]
  })

/** Complaints about secrets that a context must have. */
export const missingSecrets = (
  { name }: ContextRecord,
  properties: Properties,
  isKept: (property: string) => boolean,
): readonly Complaint[] =>
  Object.entries(properties)
    .filter(([key, { required, secret }]) => required && secret && !isKept(key))
    .map(([key]) => ({
      path: `${name}/${key}`,
      message: 'is required',
      fix: `--${key}=env:NAME, --${key}=file:/path, or --properties-from`,
    }))

/**
 * Complaints about changes to fixed properties. Folders, databases and vhosts are named after them, and stay where they
 * are after verify.
 */
export const changedFixed = (
  before: ContextRecord,
  after: ContextRecord,
  constraints: Pick<DeclaredConstraints, 'fixed' | 'valueIn'>,
): readonly Complaint[] => {
  const hasChanged = (key: string): boolean => {
    const [old, now] = [before, after].map((record) => constraints.valueIn(record, key))
    return old !== undefined && !isDeepStrictEqual(old, now)
  }
  return !isVerified(before)
    ? []
    : Object.entries(constraints.fixed(before))
        .filter(([key]) => hasChanged(key))
        .map(([key, fix]) => ({
          path: `${after.name}/${key}`,
          message: `cannot change once the ${after.context_type} has been verified: folders, databases or configuration would be left behind`,
          fix,
        }))
}
