import type { MemoryCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'

const masterDb = { kind: 'secret', owner: '@server_db', property: 'master_db' } as const

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'the one that was given in the place of an old one',
      steps: [stepOf({ ...masterDb, want: 'given' })],
      arrange: ({ vault }) => {
        vault.write('@server_db', 'master_db', 'old')
        vault.take('@server_db', 'master_db', 'new')
      },
    },
    {
      says: 'new ones of two contexts',
      steps: ['@a.test', '@b.test'].map((owner) => stepOf({ kind: 'secret', owner, property: 'db_passwd' })),
    },
    {
      says: 'another one in the place of one that others know',
      steps: [stepOf({ ...masterDb, want: 'renewed' })],
      arrange: ({ vault }) => {
        vault.write('@server_db', 'master_db', 'old')
        vault.renew('@server_db', 'master_db')
      },
      repeats: true,
    },
    {
      says: 'one that goes',
      steps: [stepOf({ ...masterDb, want: 'gone' })],
      arrange: ({ vault }) => vault.write('@server_db', 'master_db', 'old'),
    },
  ],
}
