import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const need = { need: 'folder', path: '/srv' } as const

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'a machine that has what is needed',
      steps: [stepOf({ kind: 'needs', refusals: [], needs: [{ what: 'a folder', host: 'localhost', need, fix: '' }] })],
      onlyLooks: true,
    },
  ],
}
