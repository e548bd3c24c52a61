import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a program that ends well',
      steps: [stepOf({ kind: 'command', words: ['true'], directory: '/srv', environment: {}, failure: 'X' })],
      repeats: true,
    },
  ],
}
