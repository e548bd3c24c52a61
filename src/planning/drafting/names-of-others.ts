import type { DeclaredConstraints } from '../../catalog/constraints.js'
import type { ClaimRegistry, OtherName } from '../../contexts/claim-registry.js'
import type { Claim, FindRecord, NameTree } from '../../contexts/constraints.js'
import type { ContextRecord } from '../../contexts/record.js'
import type { Complaint } from '../../errors.js'
import { recordOf } from '../select.js'

interface Others {
  readonly constraints: DeclaredConstraints
  readonly claims: ClaimRegistry
  readonly find: FindRecord
}

/** A claim in a tree of names. */
interface InTree extends Claim {
  readonly tree: NameTree
}

const inTree = (claim: Claim): readonly InTree[] => {
  const { tree } = claim.namespace
  return tree === undefined ? [] : [{ ...claim, tree }]
}

const placeOf = ({ tree, name }: InTree): string => tree.places(name)[0] as string

/** A name of another owner, and its context. */
interface Foreign {
  readonly name: string
  readonly record: ContextRecord
}

const foreignNames = (record: ContextRecord, claim: InTree, others: Others): readonly Foreign[] =>
  others.claims.related(claim).flatMap(({ name, context }) => {
    const other = context === record.name ? undefined : recordOf(context, others)
    return other === undefined || claim.tree.owner(other) === claim.tree.owner(record) ? [] : [{ name, record: other }]
  })

/** Where a name is, seen from another one that is related to it. */
const relation = (claim: InTree, other: string): 'above' | 'beside' | 'below' => {
  const [own, place] = [placeOf(claim), claim.tree.places(other)[0] as string]
  if (own !== place) return claim.tree.places(claim.name).includes(place) ? 'below' : 'above'
  if (claim.name === own) return 'above'
  return other === place ? 'below' : 'beside'
}

const andMore = (names: readonly Foreign[]): string => (names.length > 1 ? ` (and ${names.length - 1} more)` : '')

const message = (claim: InTree, [first, ...more]: readonly [Foreign, ...Foreign[]]): string => {
  const { name, record } = first
  return `${claim.name} is ${relation(claim, name)} ${name} of ${record.name}${andMore([first, ...more])}, whose owner is ${claim.tree.owner(record)}`
}

const fix = (record: ContextRecord, { tree }: InTree, other: ContextRecord): string =>
  `choose another name, give both the same client_name, or let the owner agree: provision-save ${other.name} ${tree.sharing(other, tree.owner(record))}`

const complaint = (record: ContextRecord, claim: InTree, foreign: readonly Foreign[]): readonly Complaint[] => {
  const [first, ...more] = foreign
  return first === undefined
    ? []
    : [
        {
          path: `${record.name}/${claim.path}`,
          message: message(claim, [first, ...more]),
          fix: fix(record, claim, first.record),
        },
      ]
}

/** The first part of a path, if the application at the host uses it itself. */
const isOwnPath = (record: ContextRecord | undefined, path: string, { constraints }: Others): boolean =>
  record !== undefined && constraints.ownPaths(record).includes(path.toLowerCase())

const usedPath = (claim: InTree, name: string, host: ContextRecord | undefined, others: Others): boolean => {
  const path = claim.tree.subdirectory(name)
  return path !== undefined && isOwnPath(host, path, others)
}

/** The record with the host that a subdirectory is at. */
const hostRecord = (record: ContextRecord, claim: InTree, others: Others): ContextRecord | undefined => {
  const host: Claim = { ...claim, name: placeOf(claim) }
  if (others.claims.declared.of(record).some(({ name }) => name === host.name)) return record
  const claimant = others.claims.claimant(host, record.name)
  return claimant === undefined ? undefined : recordOf(claimant.context, others)
}

const usedPaths = (record: ContextRecord, claim: InTree, others: Others): readonly OtherName[] => {
  if (usedPath(claim, claim.name, hostRecord(record, claim, others), others))
    return [{ name: claim.name, context: record.name }]
  if (claim.name !== placeOf(claim)) return []
  return others.claims
    .at(claim.name, claim.namespace)
    .filter(({ name, context }) => context !== record.name && usedPath(claim, name, record, others))
}

const pathComplaint = (record: ContextRecord, claim: InTree, others: Others): readonly Complaint[] =>
  usedPaths(record, claim, others).map(({ name, context }) => ({
    path: `${record.name}/${claim.path}`,
    message: `the application at ${placeOf(claim)} uses ${name} itself${context === record.name ? '' : `, which ${context} has`}`,
    fix: 'choose another subdirectory',
  }))

/** The claims that a context did not have before, or had under another owner. */
const newClaims = (record: ContextRecord, before: ContextRecord | undefined, { claims }: Others): readonly InTree[] => {
  const own = claims.declared.of(record).flatMap(inTree)
  if (before === undefined) return own
  const had = new Map(claims.declared.possible(before).map((claim) => [claims.path(claim), claim]))
  return own.filter((claim) => !had.has(claims.path(claim)) || claim.tree.owner(before) !== claim.tree.owner(record))
}

/**
 * Complaints about new names that need the consent of others: above and below names of another owner. What a context
 * has had before it keeps. Its own consent does not count, or anybody could agree to what he does to others.
 */
export const namesOfOthers = (
  record: ContextRecord,
  before: ContextRecord | undefined,
  others: Others,
): readonly Complaint[] =>
  newClaims(record, before, others).flatMap((claim) => {
    const owner = claim.tree.owner(record)
    const foreign = foreignNames(record, claim, others)
    const refused = foreign.filter((other) => !claim.tree.sharesWith(other.record, owner))
    return [...complaint(record, claim, refused), ...pathComplaint(record, claim, others)]
  })

const isShared = (record: ContextRecord, other: ContextRecord, { owner, sharesWith }: NameTree): boolean =>
  sharesWith(other, owner(record)) || sharesWith(record, owner(other))

/** The same about the names that a context has, as words: they are served, and told. */
export const nameWarnings = (record: ContextRecord, others: Others): readonly string[] =>
  others.claims.declared
    .of(record)
    .flatMap(inTree)
    .flatMap((claim) => {
      const foreign = foreignNames(record, claim, others).filter((other) => !isShared(record, other.record, claim.tree))
      return [...complaint(record, claim, foreign), ...pathComplaint(record, claim, others)]
    })
    .map((told) => `${told.message}; to put it right: ${told.fix}`)
