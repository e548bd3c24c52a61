import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const sites = { most: 1, names: ['@a.test'] }

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a client that has what it may have',
      steps: [stepOf({ kind: 'quota', client: '@client_acme', grows: true, isPatient: false, sites })],
      onlyLooks: true,
    },
  ],
}
