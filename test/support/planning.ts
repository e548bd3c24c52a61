import type { ContextRecord } from '../../src/contexts/record.js'
import { writeRecord } from '../../src/contexts/record.js'
import { SecretFiles } from '../../src/contexts/vault.js'
import type { Host } from '../../src/hosts/host.js'
import { Hosts } from '../../src/hosts/hosts.js'
import type { OwnFiles } from '../../src/hosts/local/own-files.js'
import { TaskPlanning } from '../../src/planning/planning.js'
import { kinds } from '../../src/steps/kinds.generated.js'
import { wholeCatalog } from './catalog.js'
import { hostOf } from './reader.js'

/** Planners see no secret, so there is none. */
const noFiles: OwnFiles = {
  text: () => undefined,
  write: () => {},
  writeAll: async (files) => files.map(() => ({ ok: true })),
  remove: () => {},
}

/** A pass of planning on this machine, as the test has it, and on others. */
export const planningOn = (here: Host, others: readonly Host[] = []): TaskPlanning => {
  const { home } = here.reader
  const vault = new SecretFiles(home, noFiles)
  return new TaskPlanning({ home, catalog: wholeCatalog, hosts: new Hosts(here, others), vault, kinds })
}

/** A context that no task has worked on. */
export const newRecord = (
  name: string,
  context_type: string,
  properties: ContextRecord['properties'],
): ContextRecord => ({
  name,
  context_type,
  uuid: '00000000-0000-4000-8000-000000000000',
  properties,
  recorded: {},
})

/** The files of contexts in a home, for a host in memory. */
export const contextFiles = (records: readonly ContextRecord[], home = '/var/aegir'): Record<string, string> =>
  Object.fromEntries(records.map((record) => [`${home}/contexts/${record.name.slice(1)}.json`, writeRecord(record)]))

/** A pass of planning on a machine that has these files. */
export const planningWith = (files: Readonly<Record<string, string>> = {}, user = 'aegir'): TaskPlanning =>
  planningOn(hostOf(files, user))
