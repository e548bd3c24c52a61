import { batchDelete } from './batch-delete.mjs'
import { machine } from './machine.mjs'
import { manySites } from './many-sites.mjs'
import { oneSite } from './one-site.mjs'
import { parallelVerifies } from './parallel.mjs'
import { withSandbox } from './sandbox.mjs'
import { startUp } from './start-up.mjs'
import { webServer } from './web-server.mjs'

const say = (text) => console.error(`bench: ${text}`)

const inOrder = async (items, measure) => {
  const measured = []
  for (const item of items) measured.push(await measure(item))
  return measured
}

/** Runs all measurements in sequence, each on its own servers. */
export const measure = async ({ sites, rounds }) => {
  say(`start-up and one site, ${rounds} rounds`)
  const single = await withSandbox({}, async (sandbox) => ({
    startUp: await startUp(sandbox, rounds),
    oneSite: await oneSite(sandbox),
  }))
  say('20 verifies at once')
  const parallel = await withSandbox({}, parallelVerifies)
  const webServers = await inOrder(['nginx', 'apache'], (http) => {
    say(`what 1,000 vhosts cost ${http}`)
    return withSandbox({ http }, webServer)
  })
  const fleets = await inOrder(sites, (count) => {
    say(`${count} sites`)
    return manySites(count)
  })
  say('many deletions at once')
  return { machine: machine(), ...single, parallel, webServers, fleets, batchDelete: await batchDelete() }
}
