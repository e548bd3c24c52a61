import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a script that ends well',
      steps: [stepOf({ kind: 'php', php: 'php', script: 'x.php', directory: '/srv', environment: {}, failure: 'X' })],
      arrange: ({ host }) => {
        host.program = () => ({ stdout: '{}' })
      },
      repeats: true,
    },
  ],
}
