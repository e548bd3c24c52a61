import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'an address that answers',
      steps: [stepOf({ kind: 'check', address: '127.0.0.1', port: 80, expected: [{ host: 'a.test', path: '/' }] })],
      arrange: ({ host }) => {
        host.respond = () => ({ status: 200, location: undefined, body: '' })
      },
      repeats: true,
    },
  ],
}
