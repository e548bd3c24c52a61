import type { Host } from '../host.js'
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

/** This machine during one task. Users and groups that were read are forgotten with it. */
export const localHost = (home: string): Host => {
  const groups = new GroupTable()
  const ways = new Ways(groups)
  const requests = new Requests()
  return {
    name: thisMachine,
    reader: localReader(home, new LocalFacts(groups), ways),
    load: async () => false,
    forget: () => {},
    // Synchronous inside: asynchronous reads of 10,000 small files are five times slower.
    files: {
      read: async (queries) =>
        queries.map((query) => ({ ...find(query, groups), ...(query.way ? { way: ways.to(query.path) } : {}) })),
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
