import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

/** The owner of what is there. */
const uuid = '0123abcd-0000-4000-8000-000000000001'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a directory, a file and a link',
      steps: [
        stepOf({ kind: 'removal', path: '/srv/site', mark: uuid }),
        stepOf({ kind: 'removal', path: '/srv/file', text: 'goes' }),
        stepOf({ kind: 'removal', path: '/srv/link' }),
      ],
      arrange: ({ host }) =>
        host
          .put({ '/srv/site/.provision': `${uuid}\n`, '/srv/site/files/photo': 'a photo', '/srv/file': 'goes' })
          .change({ do: 'link', path: '/srv/link', target: '/srv/site' }),
    },
  ],
}
