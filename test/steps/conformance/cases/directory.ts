import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'new ones in one another, and one with another mode',
      steps: [
        stepOf({ kind: 'directory', path: '/srv/site', mode: 0o755, mark: 'uuid', whole: true }),
        stepOf({ kind: 'directory', path: '/srv/site/files', mode: 0o2770, group: 'www-data' }),
        stepOf({ kind: 'directory', path: '/srv/shared', mode: 0o711, mark: 'uuid', adopt: true }),
      ],
      arrange: ({ host }) => void host.put({ '/srv/shared/of-others': 'stays' }),
    },
  ],
}
