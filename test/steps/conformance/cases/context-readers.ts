import type { MemoryCases } from '../cases.js'
import { type MemoryBench, stepOf } from '../memory-bench.js'

/** Context files, and who reads them so far: the groups that `@a.test` and `@b.test` ask for. */
const arrange =
  (readers: Readonly<Record<string, string>>) =>
  ({ host }: MemoryBench): void => {
    const { home } = host
    host.program = ([program, , , ...names]) => ({ stdout: program === 'getent' ? `${names.join('\n')}\n` : '' })
    const files = Object.fromEntries(Object.entries(readers).map(([name, text]) => [`${home}/readers/${name}`, text]))
    host.put({ [`${home}/contexts/a.test.json`]: '{}', [`${home}/contexts/platform_x.json`]: '{}', ...files })
    const groups = [...new Set(Object.values(readers).map((text) => text.trim()))]
    const named = Object.fromEntries(groups.map((group) => [`group:${group}`, 'r--' as const]))
    const shared = groups.length === 0 ? {} : { acl: { owningGroup: '---', named } as const }
    host.change({ do: 'set-access', path: `${home}/contexts`, mode: groups.length === 0 ? 0o700 : 0o711 })
    host.change({ do: 'set-access', path: `${home}/contexts/a.test.json`, mode: 0o600 })
    const mode = groups.length === 0 ? 0o600 : 0o640
    host.change({ do: 'set-access', path: `${home}/contexts/platform_x.json`, mode, ...shared })
    for (const path of host.entries.keys())
      if (path.includes('/readers'))
        host.change({ do: 'set-access', path, mode: path.endsWith('.test') ? 0o600 : 0o700 })
  }

const read = (of: string, ...groups: readonly string[]) => stepOf({ kind: 'context-readers', of, groups })

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'the first groups that read a context of a site and that of its platform',
      steps: [read('@a.test', 'acme', 'web'), read('@platform_x', 'acme', 'web')],
      arrange: arrange({}),
    },
    {
      says: 'a group that a site does not ask for any more, but another one',
      steps: [read('@platform_x')],
      arrange: arrange({ 'platform_x/a.test': 'acme\n', 'platform_x/b.test': 'other\n' }),
    },
    {
      says: 'the last groups',
      steps: [read('@platform_x')],
      arrange: arrange({ 'platform_x/a.test': 'acme\n' }),
    },
  ],
}
