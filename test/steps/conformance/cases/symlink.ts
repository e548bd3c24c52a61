import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a new one, and one that leads elsewhere',
      steps: [
        stepOf({ kind: 'symlink', path: '/srv/new', target: '/etc' }),
        stepOf({ kind: 'symlink', path: '/srv/old', target: '/etc' }),
      ],
      arrange: ({ host }) => host.change({ do: 'link', path: '/srv/old', target: '/usr' }),
    },
  ],
}
