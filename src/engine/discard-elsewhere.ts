import { messageOf } from '../errors.js'
import type { Host } from '../hosts/host.js'
import { inHome } from '../lib/home-folders.js'
import { thisMachine } from '../hosts/reader.js'
import type { Step } from '../steps/common/step.js'
import type { World } from '../steps/common/world.js'
import type { Progress } from './progress.js'

/** The folder for undo data on another host. On this machine undo data is beside the journal. */
export const keepFolderOn = ({ reader: { home } }: Host, journal: string): string =>
  inHome(home, 'journal', 'keep', journal)

const removeOn = async (host: Host, journal: string): Promise<void> => {
  const path = keepFolderOn(host, journal)
  const [applied] = await host.files.apply([{ of: path, changes: [{ do: 'remove', path }] }])
  if (applied?.ok === false) throw applied.error
}

interface DiscardOptions {
  readonly world: Pick<World, 'host'>
  readonly progress: Progress
}

/**
 * Removes undo data on other hosts once a journal is history. Data that cannot be removed is reported, and does no
 * harm.
 */
export const discardElsewhere = async (
  journal: string,
  steps: readonly Step[],
  { world, progress }: DiscardOptions,
): Promise<void> => {
  const names = new Set(steps.map(({ host }) => host).filter((name) => name !== thisMachine))
  for (const name of names)
    try {
      await removeOn(world.host(name), journal)
    } catch (error) {
      const message = `${name}: undo data was not removed: ${messageOf(error)}`
      progress({ event: 'warning', context: '', message })
    }
}
