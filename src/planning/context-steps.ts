import type { Claim } from '../contexts/constraints.js'
import { type ContextRecord, writeRecord } from '../contexts/record.js'
import { thisMachine } from '../hosts/reader.js'
import { type StepPlace, createFolder, removePath, writeFile } from '../steps/common/make.js'
import type { Step } from '../steps/common/step.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { SecretStep } from '../steps/secret.js'
import type { Draft } from './drafting/draft.js'
import type { TaskPlanning } from './planning.js'

const fileMode = 0o644
const folderMode = 0o755

/** Contexts are kept on this machine, wherever what is made for them is. */
const placeOf = (context: string): StepPlace => ({ context, host: thisMachine })

const claimText = (name: string): string => `${name}\n`

const claimStep = (name: string, claim: Claim, { claims }: TaskPlanning): FileStep =>
  writeFile(placeOf(name), {
    title: `reserve the ${claim.namespace.noun} ${claim.name}`,
    path: claims.path(claim),
    text: claimText(name),
    mode: fileMode,
  })

/** Gives up a name, unless it is another's by now. */
const unclaimStep = (name: string, claim: Claim, { claims }: TaskPlanning): RemovalStep =>
  removePath(placeOf(name), {
    stage: 'record',
    title: `release the ${claim.namespace.noun} ${claim.name}`,
    path: claims.path(claim),
    text: claimText(name),
  })

/** The names that a context claims, and reservations of theirs that were lost. */
export const claimSteps = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { claims } = planning
  const wanted = claims.declared.of(record)
  const folders = new Set(wanted.map(({ namespace }) => claims.folder(namespace)))
  return [
    ...[...folders].map((path) => createFolder(placeOf(record.name), { path, mode: folderMode })),
    ...wanted.map((claim) => claimStep(record.name, claim, planning)),
  ]
}

/** The names that it had before and has no longer; all of them when it goes. */
const unclaimSteps = (
  before: ContextRecord,
  after: ContextRecord | undefined,
  planning: TaskPlanning,
): readonly Step[] => {
  const { claims } = planning
  const kept = new Set(after === undefined ? [] : claims.declared.of(after).map((claim) => claims.path(claim)))
  return claims.declared
    .possible(before)
    .filter((claim) => !kept.has(claims.path(claim)))
    .map((claim) => unclaimStep(before.name, claim, planning))
}

/** The context file. What a task has found out is written once it is true. */
export const recordStep = (record: ContextRecord, stage: 'file' | 'record', { store }: TaskPlanning): FileStep =>
  writeFile(placeOf(record.name), {
    stage,
    title: `save the context ${record.name}`,
    path: store.path(record.name),
    text: writeRecord(record),
    mode: fileMode,
  })

const secretStep = (owner: string, property: string, value: string | null): SecretStep => ({
  kind: 'secret',
  stage: 'secret',
  title: `${value === null ? 'remove' : 'save'} the secret ${property} of ${owner}`,
  ...placeOf(owner),
  owner,
  property,
  want: value === null ? 'gone' : 'given',
})

/** The steps that save a context. */
export const saveSteps = ({ record, before, secrets }: Draft, planning: TaskPlanning): readonly Step[] => [
  createFolder(placeOf(record.name), { path: planning.store.folder, mode: folderMode }),
  ...Object.entries(secrets).map(([property, value]) => secretStep(record.name, property, value)),
  recordStep(record, 'file', planning),
  ...claimSteps(record, planning),
  ...(before === undefined ? [] : unclaimSteps(before, record, planning)),
]

/** The steps that forget a context, its names and its secrets; the secrets last of all, for they are lost for good. */
export const forgetSteps = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { store, vault } = planning
  const { name } = record
  return [
    removePath(placeOf(name), { stage: 'record', title: `forget the context ${name}`, path: store.path(name) }),
    ...unclaimSteps(record, undefined, planning),
    removePath(placeOf(name), { stage: 'cleanup', title: `remove the secrets of ${name}`, path: vault.path(name) }),
  ]
}
