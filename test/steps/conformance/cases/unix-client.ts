import { rootParts } from '../../../support/root-parts.js'
import type { RootCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const client = (state: string) => stepOf({ kind: 'unix-client', helper: rootParts().helper, name: 'ptest-c', state })

export const cases: RootCases = {
  on: 'root',
  examples: [
    {
      says: 'a new client',
      get steps() {
        return [client('present')]
      },
    },
    {
      says: 'a client that goes',
      arrange: ({ tell }) => tell('client ptest-c'),
      get steps() {
        return [client('absent')]
      },
    },
  ],
}
