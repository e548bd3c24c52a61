import { rootParts } from '../../../support/root-parts.js'
import type { RootCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: RootCases = {
  on: 'root',
  examples: [
    {
      says: 'a new group',
      get steps() {
        return [stepOf({ kind: 'unix-group', helper: rootParts().helper, name: 'ptest-c', state: 'present' })]
      },
    },
  ],
}
