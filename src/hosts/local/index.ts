import type { FileFound, FileQuery } from '../files.js'
import type { Host } from '../host.js'
import { readAcls } from './acl.js'
import { readAdded } from './added.js'
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
import { Ways } from './way.js'
import { removeTemporaries } from './writes.js'

const findAll = async (queries: readonly FileQuery[], groups: GroupTable): Promise<readonly FileFound[]> => {
  const acls = await readAcls(queries.flatMap(({ path, acl }) => (acl ? [path] : [])))
  return queries.map((query) => find(query, groups, acls.get(query.path)))
}

/** This machine during one task. Users and groups that were read are forgotten with it. */
export const localHost = (home: string): Host => {
  const groups = new GroupTable()
  const ways = new Ways(groups)
  const requests = new Requests()
  const facts = new LocalFacts(groups)
  return {
    name: thisMachine,
    reader: localReader(home, facts, ways),
    load: async () => false,
    forget: () => {},
    // Synchronous inside: asynchronous reads of 10,000 small files are five times slower.
    files: {
      read: async (queries) =>
        (await findAll(queries, groups)).map((found, index) => {
          const query = queries[index] as FileQuery
          return query.way ? { ...found, way: ways.to(query.path) } : found
        }),
      apply: (sets) => apply(sets, groups),
      readAdded: async (files) => files.map(readAdded),
      findUndeletable: async (paths) => paths.map(findUndeletable),
      removeTemporaries: async (paths) => removeTemporaries(paths),
    },
    lacking: async (needs) => {
      const { lackingHere } = await import('./needs.js')
      return Promise.all(needs.map((need) => lackingHere(need, facts)))
    },
    run,
    endProgram,
    request: requests.send,
    close: requests.close,
  }
}
