import { performance } from 'node:perf_hooks'
import { sites, writeContexts } from './fleet.mjs'

const count = 20

/** Verifies new sites in parallel, each in its own process. */
export const parallelVerifies = async (sandbox) => {
  writeContexts(sandbox, count)
  const reloads = sandbox.reloads()
  const began = performance.now()
  await Promise.all(sites(count).map(({ name }) => sandbox.provision('provision-verify', name)))
  const seconds = (performance.now() - began) / 1000
  const { stderr } = await sandbox.provision('provision-verify', '--all')
  return { count, seconds, reloads: sandbox.reloads() - reloads, nothingLost: /nothing to do/.test(stderr) }
}
