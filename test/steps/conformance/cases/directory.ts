import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

/** The owner of what is there. */
const uuid = '0123abcd-0000-4000-8000-000000000001'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'new ones in one another, and one with another mode',
      steps: [
        stepOf({ kind: 'directory', path: '/srv/site', mode: 0o755, mark: uuid, whole: true }),
        stepOf({ kind: 'directory', path: '/srv/site/files', mode: 0o2770, group: 'www-data' }),
        stepOf({ kind: 'directory', path: '/srv/shared', mode: 0o711, mark: uuid, adopt: true }),
      ],
      arrange: ({ host }) => void host.put({ '/srv/shared/of-others': 'stays' }),
    },
  ],
}
