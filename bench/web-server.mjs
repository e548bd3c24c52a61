import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFleet } from './fleet.mjs'
import { succeed } from './program.mjs'
import { median } from './statistics.mjs'

const count = 1000
const tests = 7

const testSeconds = async ({ home }) => {
  const context = JSON.parse(readFileSync(join(home, 'contexts/server_master.json'), 'utf8'))
  const words = context.properties.http_test_cmd.split(' ')
  const seconds = []
  for (let at = 0; at < tests; at++) seconds.push((await succeed(words)).seconds)
  return median(seconds)
}

/** Resident memory of a new master process, because a reloaded one keeps its earlier memory. */
const masterKiB = async (sandbox) => {
  await sandbox.stop()
  await sandbox.start()
  const { pid } = sandbox.state.servers[sandbox.http].process
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
}

const cost = async (sandbox) => ({ seconds: await testSeconds(sandbox), kiB: await masterKiB(sandbox) })

/** The cost of a site in the web server, computed from the difference between none and many. */
export const webServer = async (sandbox) => {
  const empty = await cost(sandbox)
  await sandbox.provision('provision-apply', writeFleet(sandbox, count))
  const full = await cost(sandbox)
  return {
    http: sandbox.http,
    count,
    testMilliseconds: full.seconds * 1000,
    masterMiB: full.kiB / 1024,
    testMillisecondsPerSite: ((full.seconds - empty.seconds) * 1000) / count,
    kiBPerSite: (full.kiB - empty.kiB) / count,
  }
}
