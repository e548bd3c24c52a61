import type { Claim } from '../contexts/constraints.js'
import { type ContextRecord, deletedRecord, writeRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import { propertiesOf } from '../contexts/schema.js'
import { readersFile, readersRoot } from '../steps/common/context-access.js'
import { seenPath } from '../steps/common/seen.js'
import { thisMachine } from '../hosts/reader.js'
import { type StepPlace, createFolder, removePath, writeFile } from '../steps/common/make.js'
import type { Step } from '../steps/common/step.js'
import { shareContext } from '../steps/context-readers.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { SecretStep } from '../steps/secret.js'
import type { Draft } from './drafting/draft.js'
import type { TaskPlanning } from './planning.js'

const fileMode = 0o600
const folderMode = 0o700
/** Groups that read some context files go through; see `context-readers`. */
const passableMode = 0o711

/** Contexts are stored on this machine, even if their resources are on another host. */
const placeOf = (context: string): StepPlace => ({ context, host: thisMachine })

const claimText = (name: string): string => `${name}\n`

const claimStep = (name: string, claim: Claim, { claims }: TaskPlanning): FileStep =>
  writeFile(placeOf(name), {
    title: `reserve the ${claim.namespace.noun} ${claim.name}`,
    path: claims.path(claim),
    text: claimText(name),
    mode: fileMode,
  })

/** Releases a name, unless another context has it by now. */
const unclaimStep = (name: string, claim: Claim, { claims }: TaskPlanning): RemovalStep =>
  removePath(placeOf(name), {
    stage: 'record',
    title: `release the ${claim.namespace.noun} ${claim.name}`,
    path: claims.path(claim),
    text: claimText(name),
  })

/** Reserves the names of a context, including reservations that were lost. */
export const claimSteps = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { claims } = planning
  const wanted = claims.declared.of(record)
  const folders = new Set(wanted.map(({ namespace }) => claims.folder(namespace)))
  return [
    ...[...folders].map((path) => createFolder(placeOf(record.name), { path, mode: folderMode })),
    ...wanted.map((claim) => claimStep(record.name, claim, planning)),
  ]
}

/** Releases names that the context no longer has, or all of them if it is deleted. */
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

/** Writes the context file. Values that a task found out are written once they are true. */
export const recordStep = (record: ContextRecord, stage: 'file' | 'record', { store }: TaskPlanning): FileStep =>
  writeFile(placeOf(record.name), {
    stage,
    title: `save the context ${record.name}`,
    path: store.path(record.name),
    text: writeRecord(record),
    mode: fileMode,
    of: record.name,
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

const contextsFolder = (name: string, { store, here }: TaskPlanning): DirectoryStep =>
  createFolder(placeOf(name), {
    path: store.folder,
    mode: here.exists(readersRoot(here)) ? passableMode : folderMode,
  })

/** A context that is gone lets nobody read its own file, nor those of the contexts that it refers to. */
const unshareSteps = (record: ContextRecord, { contexts, here }: TaskPlanning): readonly Step[] =>
  [record.name, ...referencesOf(record, contexts.schema).map(({ name }) => name)]
    .filter((of) => here.exists(readersFile(of, record.name, here)))
    .map((of) => shareContext(record.name, { of, groups: [], stage: 'withdraw' }))

/** The steps that save a context. */
export const saveSteps = ({ record, before, secrets }: Draft, planning: TaskPlanning): readonly Step[] => [
  contextsFolder(record.name, planning),
  ...Object.entries(secrets).map(([property, value]) => secretStep(record.name, property, value)),
  recordStep(record, 'file', planning),
  ...claimSteps(record, planning),
  ...(before === undefined ? [] : unclaimSteps(before, record, planning)),
]

const recordedSecrets = ({ context_type }: ContextRecord, { contexts }: TaskPlanning): readonly string[] =>
  Object.entries(propertiesOf(contexts.schema, context_type)).flatMap(([name, { source, secret }]) =>
    source === 'recorded' && secret ? [name] : [],
  )

const forgetSeenStep = ({ name }: ContextRecord, { here }: TaskPlanning): RemovalStep =>
  removePath(placeOf(name), {
    stage: 'record',
    title: `forget what was seen of the data of ${name}`,
    path: seenPath(here.home, name),
  })

/** The steps that leave of a context what was given: its properties, its names and the secrets of the user. */
export const resetSteps = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => [
  ...unshareSteps(record, planning),
  recordStep(deletedRecord(record), 'record', planning),
  forgetSeenStep(record, planning),
  ...recordedSecrets(record, planning).map((name) => ({
    ...secretStep(record.name, name, null),
    stage: 'cleanup' as const,
  })),
]

/** The steps that delete a context, its names and its secrets. Secrets come last, because they cannot be restored. */
export const forgetSteps = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { store, vault } = planning
  const { name } = record
  return [
    ...unshareSteps(record, planning),
    removePath(placeOf(name), { stage: 'record', title: `delete the context ${name}`, path: store.path(name) }),
    ...unclaimSteps(record, undefined, planning),
    forgetSeenStep(record, planning),
    removePath(placeOf(name), { stage: 'cleanup', title: `remove the secrets of ${name}`, path: vault.path(name) }),
  ]
}
