import type { Acl } from '../acl.js'
import type { FileFound, FileQuery } from '../files.js'
import type { Host } from '../host.js'
import { readAcls } from './acl.js'
import { apply } from './changes.js'
import { LocalFacts } from './facts.js'
import { find } from './files.js'
import { GroupTable } from './groups.js'
import { thisMachine } from '../reader.js'
import { endProgram } from './programs.js'
import { localReader } from './reader.js'
import { Requests } from './requests.js'
import { run } from './run.js'
import { findUndeletable } from './undeletable.js'
import { removeTemporaries } from './writes.js'

const findAll = async (queries: readonly FileQuery[], groups: GroupTable): Promise<readonly FileFound[]> => {
  const acls = await readAcls(queries.flatMap(({ path, acl }) => (acl ? [path] : [])))
  return queries.map((query) => withAcl(find(query, groups), acls.get(query.path)))
}

const withAcl = (found: FileFound, acl: Acl | undefined): FileFound =>
  found.state === undefined || acl === undefined ? found : { ...found, state: { ...found.state, acl } }

/** This machine during one task. Users and groups that were read are forgotten with it. */
export const localHost = (home: string): Host => {
  const groups = new GroupTable()
  const requests = new Requests()
  return {
    name: thisMachine,
    reader: localReader(home, new LocalFacts(groups)),
    load: async () => false,
    forget: () => {},
    // Synchronous inside: asynchronous reads of 10,000 small files are five times slower.
    files: {
      read: (queries) => findAll(queries, groups),
      apply: (sets) => apply(sets, groups),
      findUndeletable: async (paths) => paths.map(findUndeletable),
      removeTemporaries: async (paths) => removeTemporaries(paths),
    },
    run,
    endProgram,
    request: requests.send,
    close: requests.close,
  }
}
