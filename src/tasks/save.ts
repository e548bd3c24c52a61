import { thisMachine } from '../hosts/reader.js'
import { dirname } from 'node:path'
import type { HostNames } from '../contexts/host-names.js'
import { type ContextRecord, writeRecord } from '../contexts/record.js'
import type { ContextStore } from '../contexts/store.js'
import { claims } from '../contexts/validate.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { SecretStep } from '../steps/secret.js'
import type { Step } from '../steps/common/step.js'
import type { Draft } from './draft.js'

export interface Places {
  readonly store: ContextStore
  readonly hosts: HostNames
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

const claimStep = (record: ContextRecord, host: string, hosts: HostNames): FileStep => ({
  kind: 'file',
  host: thisMachine,
  stage: 'file',
  context: record.name,
  title: `reserve the host name ${host}`,
  path: hosts.path(host),
  text: claimText(record),
  mode: readableByAll,
})

/** Gives up a host name, unless it is another's by now. */
export const unclaimStep = (record: ContextRecord, host: string, hosts: HostNames): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'record',
  context: record.name,
  title: `give up the host name ${host}`,
  path: hosts.path(host),
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

const hostsOf = (record: ContextRecord | undefined): readonly string[] =>
  record === undefined ? [] : claims(record).map(({ host }) => host)

/** Reserves the host names of a site, and puts back a reservation that was lost. */
export const claimSteps = (record: ContextRecord, hosts: HostNames): readonly Step[] => {
  const wanted = hostsOf(record)
  if (wanted.length === 0) return []
  return [folderStep(record, hosts.folder, 0o755), ...wanted.map((host) => claimStep(record, host, hosts))]
}

/** The steps that make a draft the truth. */
export const saveSteps = ({ record, before, secrets }: Draft, { store, hosts }: Places): readonly Step[] => {
  const wanted = hostsOf(record)
  return [
    folderStep(record, dirname(store.path(record.name)), 0o755),
    ...Object.entries(secrets).map(([property, value]) => secretStep(record.name, property, value)),
    recordStep(record, store, 'file'),
    ...claimSteps(record, hosts),
    ...hostsOf(before)
      .filter((host) => !wanted.includes(host))
      .map((host) => unclaimStep(record, host, hosts)),
  ]
}
