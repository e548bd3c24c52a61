import { counted } from './counted.mjs'
import { sites, writeContexts } from './fleet.mjs'
import { withSandbox } from './sandbox.mjs'

const all = 1500
const deleted = 400

/** Measures the plan and the deletion of many sites together, among more. */
export const batchDelete = () =>
  withSandbox({}, async (sandbox) => {
    writeContexts(sandbox, all)
    await sandbox.provision('provision-verify', '--all')
    const names = sites(deleted).map(({ name }) => name)
    const words = ['provision-delete', ...names, '--no-backup', '--yes', '--quiet']
    return {
      all,
      deleted,
      plan: await counted(sandbox, ...words, '--dry-run'),
      run: await counted(sandbox, ...words),
    }
  })
