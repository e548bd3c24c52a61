// As root, BENCH_USER=name npm run bench:clients [-- --clients=100,750 --parts=fleets,requests,installs]: what clients with
// users of their own cost beside one shared pool. BENCH_USER is the user that provisions. Writes CLIENTS.md and clients.json,
// which keeps what is not measured this time.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { clientFleet } from './client-fleet.mjs'
import { clientInstalls } from './client-installs.mjs'
import { clientPage } from './client-report.mjs'
import { clientRequests } from './client-requests.mjs'
import { machine } from './machine.mjs'
import { checkout } from './program.mjs'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '100,750' },
    parts: { type: 'string', default: 'fleets,requests,installs' },
  },
})

const user = process.env.BENCH_USER
if (process.getuid() !== 0 || user === undefined)
  throw new Error('as root, and with the user that provisions: BENCH_USER=name npm run bench:clients')

const say = (text) => console.error(`bench: ${text}`)

const results = join(checkout, 'bench/clients.json')
const former = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {}

const fleets = async () => {
  const measured = { ...former.fleets }
  for (const count of values.clients.split(',').map(Number)) {
    say(`${count} clients`)
    measured[count] = await clientFleet(user, count)
  }
  return { fleets: measured }
}

const measures = {
  fleets,
  requests: async () => ({ requests: await clientRequests(user) }),
  installs: () => clientInstalls(user),
}

const measured = { ...former, machine: machine() }
for (const part of values.parts.split(',')) {
  say(part)
  Object.assign(measured, await measures[part]())
  writeFileSync(results, `${JSON.stringify(measured, undefined, 2)}\n`)
}
const isWhole = Object.keys(measures).every((part) => part in measured)
if (isWhole) writeFileSync(join(checkout, 'bench/CLIENTS.md'), clientPage(measured))
