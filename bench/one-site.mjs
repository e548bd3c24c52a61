import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from './counted.mjs'
import { provision, run } from './program.mjs'

const name = '@site-00001.example.com'

/** The number of programs that the command starts. Undefined without strace. */
const processes = async ({ home, folder }) => {
  const trace = join(folder, 'trace')
  const words = ['strace', '-f', '-qq', '-e', 'trace=execve', '-o', trace, ...provision('provision-verify', name)]
  const ended = await run(words, { PROVISION_HOME: home }).catch(() => undefined)
  if (ended?.code !== 0) return undefined
  return readFileSync(trace, 'utf8').match(/execve\(.* = 0$/gm).length - 1
}

/** Measures verify of one site without changes, and of one whose vhost needs a change. */
export const oneSite = async (sandbox) => {
  await sandbox.provision('provision-verify', name)
  const unchanged = { ...(await counted(sandbox, 'provision-verify', name)), processes: await processes(sandbox) }
  await sandbox.provision('provision-save', name, '--upload_limit=77M')
  return { unchanged, changed: await counted(sandbox, 'provision-verify', name) }
}
