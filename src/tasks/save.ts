import { thisMachine } from '../hosts/reader.js'
import { dirname } from 'node:path'
import type { ClaimRegistry } from '../contexts/claim-registry.js'
import type { Claim } from '../contexts/constraints.js'
import { type ContextRecord, writeRecord } from '../contexts/record.js'
import type { ContextStore } from '../contexts/store.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { SecretStep } from '../steps/secret.js'
import type { Step } from '../steps/common/step.js'
import type { Draft } from './draft.js'

export interface Places {
  readonly store: ContextStore
  readonly claims: ClaimRegistry
}

const readableByAll = 0o644

/** The context file itself. */
export const recordStep = (record: ContextRecord, store: ContextStore, stage: 'file' | 'record'): FileStep => ({
  kind: 'file',
  host: thisMachine,
  stage,
  context: record.name,
  title: `save the context ${record.name}`,
  path: store.path(record.name),
  text: writeRecord(record),
  mode: readableByAll,
})

const claimText = ({ name }: ContextRecord): string => `${name}\n`

const claimStep = (record: ContextRecord, claim: Claim, claims: ClaimRegistry): FileStep => ({
  kind: 'file',
  host: thisMachine,
  stage: 'file',
  context: record.name,
  title: `reserve the ${claim.namespace.noun} ${claim.name}`,
  path: claims.path(claim),
  text: claimText(record),
  mode: readableByAll,
})

/** Gives up a name, unless it is another's by now. */
export const unclaimStep = (record: ContextRecord, claim: Claim, claims: ClaimRegistry): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'record',
  context: record.name,
  title: `give up the ${claim.namespace.noun} ${claim.name}`,
  path: claims.path(claim),
  text: claimText(record),
})

const folderStep = (record: ContextRecord, path: string, mode: number): DirectoryStep => ({
  kind: 'directory',
  host: thisMachine,
  stage: 'directory',
  context: record.name,
  title: `make ${path}`,
  path,
  mode,
})

const secretStep = (owner: string, property: string, value: string | null): SecretStep => ({
  kind: 'secret',
  host: thisMachine,
  stage: 'secret',
  context: owner,
  title: `keep the secret ${property} of ${owner}`,
  owner,
  property,
  want: value === null ? 'gone' : 'given',
})

/** Reserves the names that a context claims, and puts back a reservation that was lost. */
export const claimSteps = (record: ContextRecord, wanted: readonly Claim[], claims: ClaimRegistry): readonly Step[] => {
  const folders = new Set(wanted.map(({ namespace }) => claims.folder(namespace)))
  return [
    ...[...folders].map((folder) => folderStep(record, folder, 0o755)),
    ...wanted.map((claim) => claimStep(record, claim, claims)),
  ]
}

/** Gives up the names that it had before. */
const unclaimSteps = (before: ContextRecord, wanted: readonly Claim[], claims: ClaimRegistry): readonly Step[] => {
  const kept = new Set(wanted.map((claim) => claims.path(claim)))
  return claims.declared
    .possible(before)
    .filter((claim) => !kept.has(claims.path(claim)))
    .map((claim) => unclaimStep(before, claim, claims))
}

/** The steps that make a draft the truth. */
export const saveSteps = ({ record, before, secrets }: Draft, { store, claims }: Places): readonly Step[] => {
  const wanted = claims.declared.of(record)
  return [
    folderStep(record, dirname(store.path(record.name)), 0o755),
    ...Object.entries(secrets).map(([property, value]) => secretStep(record.name, property, value)),
    recordStep(record, store, 'file'),
    ...claimSteps(record, wanted, claims),
    ...(before === undefined ? [] : unclaimSteps(before, wanted, claims)),
  ]
}
