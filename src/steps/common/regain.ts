import { factsOf } from '../../hosts/facts.js'
import type { Host } from '../../hosts/host.js'
import { runAsUser } from './as-user.js'
import { ask } from './root-helper.js'
import type { Step } from './step.js'
import type { World } from './world.js'

/** A user can close folders faster than they are opened. What is still closed then is told by what fails. */
const mostAttempts = 20

/** The name of the user whom a file or folder belongs to. */
export const ownerOf = async (path: string, { files }: Host): Promise<string> => {
  const [found] = await files.read([{ path, way: true }])
  return found?.way?.parts.at(-1)?.owner ?? ''
}

/** Whether a file or folder belongs to a client of the root helper, as whom it can be opened again. */
export const canRegain = async (path: string, helper: string, host: Host): Promise<boolean> => {
  const owner = await ownerOf(path, host)
  const shown = await ask(host, { helper, verb: 'show', what: 'read the clients of this machine' }).catch(() => '')
  return shown.split('\n').some((line) => line.startsWith(`client ${owner} `))
}

/** As a user, gives the user that provisions its rights on what the former has made below a path. */
export const regainFrom = async (owner: string, path: string, helper: string, host: Host): Promise<void> => {
  const { user } = await factsOf(host)
  const script = 'chmod -R u+rwX,-t -- "$1"; exec setfacl -R -P -m "user::rwX,user:$2:rwX" -- "$1"'
  await runAsUser(['sh', '-c', script, 'sh', path, user.name], { user: owner, helper }, host, { cwd: '/' })
}

/**
 * Gives the user that provisions its rights on the folders that PHP has made below a path, where PHP has taken them away.
 * Their owner's own user does that, so that a link which it puts there leads to nothing but what is its own.
 */
const regainAccess = async (path: string, helper: string, host: Host): Promise<void> => {
  let last: string | undefined
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const [closed] = await host.files.findUndeletable([path])
    if (closed === undefined || closed.isMount || closed.path === last) return
    last = closed.path
    await regainFrom(await ownerOf(closed.path, host), closed.path, helper, host)
  }
}

/** Opens what PHP of clients has closed in folders of steps. */
export const regainEach = async (
  items: readonly {
    readonly step: Pick<Step, 'host'> & { readonly helper?: string }
    readonly folder: string | undefined
  }[],
  world: World,
): Promise<void> => {
  for (const { step, folder } of items)
    if (step.helper !== undefined && folder !== undefined)
      await regainAccess(folder, step.helper, world.host(step.host))
}
