import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a new file, one with another text, one that is adopted, and one with another mode',
      steps: [
        stepOf({ kind: 'file', path: '/srv/new', text: 'new', mode: 0o640 }),
        stepOf({ kind: 'file', path: '/srv/old', text: 'new', mode: 0o644 }),
        stepOf({ kind: 'file', path: '/srv/adopted', text: 'new', mode: 0o644, mark: 'uuid', adopt: true }),
        stepOf({ kind: 'file', path: '/srv/open', text: 'same', mode: 0o600, group: 'www-data' }),
      ],
      arrange: ({ host }) => void host.put({ '/srv/old': 'old', '/srv/adopted': 'of others', '/srv/open': 'same' }),
    },
    {
      says: 'the file of a context that a group reads',
      steps: [stepOf({ kind: 'file', path: '/srv/a.test.json', text: 'new', mode: 0o600, of: '@a.test' })],
      arrange: ({ host }) => {
        host.put({ '/srv/a.test.json': 'old', [`${host.home}/readers/a.test/a.test`]: 'acme\n' })
        host.program = () => ({ stdout: 'acme:x:2000:\n' })
        const acl = { owningGroup: '---', named: { 'group:acme': 'r--' } } as const
        host.change({ do: 'set-access', path: '/srv/a.test.json', mode: 0o640, acl })
      },
    },
  ],
}
