import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const rights = { owningGroup: 'r-x', named: { 'group:acme': 'rwx' } } as const
const acl = { ...rights, inherited: rights }

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'files and folders with other modes, groups and ACLs, beside some that are left alone',
      steps: [
        stepOf({
          kind: 'tree-access',
          path: '/srv/files',
          folders: { mode: 0o2770, group: 'www-data', acl },
          files: { mode: 0o660, group: 'www-data', acl: { owningGroup: 'r--', named: { 'group:acme': 'rw-' } } },
        }),
        stepOf({
          kind: 'tree-access',
          path: '/srv/code',
          folders: { mode: 0o755 },
          files: { mode: 0o644 },
          except: ['sites'],
          keepsPrograms: true,
        }),
      ],
      arrange: ({ host }) => {
        host
          .put({ '/srv/files/a/photo': '', '/srv/code/vendor/tool': '', '/srv/code/index.php': '' })
          .put({ '/srv/code/sites/stays.php': '' })
          .change({ do: 'set-access', path: '/srv/code/vendor/tool', mode: 0o755 })
        for (const path of ['/srv/code/index.php', '/srv/code/sites/stays.php'])
          host.change({ do: 'set-access', path, mode: 0o775 })
        host.change({ do: 'link', path: '/srv/files/link', target: '/srv/code' })
      },
    },
  ],
}
