import type { MemoryCases } from '../cases.js'
import { type MemoryBench, stepOf } from '../memory-bench.js'

const generationFile = '/etc/web/generation.conf'

/** A web server in memory: what it serves is the generation that it has read at its last reload. */
const serve = ({ host }: MemoryBench): void => {
  let served = ''
  host.put({ '/etc/web/main.conf': 'include', '/etc/web/old.conf': 'old', '/etc/web/gone.conf': 'goes' })
  host.program = ([word]) => {
    if (word === 'reload') served = host.entries.get(generationFile)?.text ?? ''
    return { code: 0 }
  }
  host.respond = () => ({ status: served === '' ? 404 : 200, location: undefined, body: served })
}

const control = {
  test: ['test'],
  reload: ['reload'],
  errorAt: ['PATH:LINE'],
  noise: [],
  generation: {
    file: generationFile,
    text: 'GENERATION',
    host: 'provision.invalid',
    path: '/',
    port: 80,
    address: '127.0.0.1',
    includedBy: '/etc/web/main.conf',
    settleMilliseconds: 0,
  },
} as const

const onServer = { kind: 'web', server: '@server_web', control } as const

export const cases: MemoryCases = {
  on: 'memory',
  examples: [
    {
      says: 'new files, changed ones and absent ones of two contexts',
      steps: [
        stepOf({
          ...onServer,
          files: [
            { path: '/etc/web/new.conf', text: 'new', mode: 0o644 },
            { path: '/etc/web/gone.conf', mode: 0o644 },
          ],
        }),
        stepOf({ ...onServer, files: [{ path: '/etc/web/old.conf', text: 'new', mode: 0o600 }] }),
      ],
      arrange: serve,
    },
  ],
}
