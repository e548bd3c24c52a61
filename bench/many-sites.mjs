import { counted } from './counted.mjs'
import { writeContexts, writeFleet } from './fleet.mjs'
import { withSandbox } from './sandbox.mjs'

const runs = 3

const fastest = (measured) => measured.reduce((one, other) => (other.seconds < one.seconds ? other : one))

const unchangedVerifies = async (sandbox) => {
  const measured = []
  for (let at = 0; at < runs; at++) measured.push(await counted(sandbox, 'provision-verify', '--all'))
  return fastest(measured)
}

const applied = async (sandbox, count) => {
  const apply = await counted(sandbox, 'provision-apply', writeFleet(sandbox, count))
  const unchanged = await unchangedVerifies(sandbox)
  const one = '@site-00001.example.com'
  await sandbox.provision('provision-save', one, '--upload_limit=77M')
  const oneOfAll = await counted(sandbox, 'provision-verify', '--all')
  await sandbox.provision('provision-save', one, '--upload_limit=78M')
  return { apply, unchanged, oneOfAll, oneAlone: await counted(sandbox, 'provision-verify', one) }
}

/** Measures a new fleet, the same fleet unchanged and with one change, and a fleet that was saved before its verify. */
export const manySites = async (count) => ({
  count,
  ...(await withSandbox({}, (sandbox) => applied(sandbox, count))),
  verify: await withSandbox({}, (sandbox) => {
    writeContexts(sandbox, count)
    return counted(sandbox, 'provision-verify', '--all')
  }),
})
