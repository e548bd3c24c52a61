import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const step = stepOf({ kind: 'code-tree', paths: ['/srv/plugins'], users: ['aegir'], groups: [], entries: [] })

export const cases: MemoryCases = {
  on: 'memory',
  examples: [{ says: 'code in which everything is as it should be', steps: [step], onlyLooks: true }],
}
