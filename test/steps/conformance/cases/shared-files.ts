import { rootParts } from '../../../support/root-parts.js'
import type { RootCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'
import { sharedFolder } from '../root-bench.js'

export const cases: RootCases = {
  on: 'root',
  examples: [
    {
      says: 'files that get ACLs for a client',
      arrange: ({ tell }) => tell('client ptest-c'),
      get steps() {
        return [stepOf({ kind: 'shared-files', helper: rootParts().helper, user: 'ptest-c', path: sharedFolder() })]
      },
      repeats: true,
    },
  ],
}
