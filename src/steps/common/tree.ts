import { posix } from 'node:path'
import type { Host } from '../../hosts/host.js'

/** Paths and kinds of all that is below a directory, in the order of their depth; links are not followed. */
export const treeOf = async (directory: string, { files }: Host): Promise<readonly string[]> => {
  const tree: string[] = []
  let level: readonly string[] = [directory]
  while (level.length > 0) {
    const found = await files.read(level.map((path) => ({ path, names: true })))
    tree.push(...found.map(({ state }, index) => `${state?.kind} ${level[index]}`))
    level = found.flatMap(({ state, names = [] }, index) =>
      state?.kind === 'directory' ? names.map((name) => posix.join(level[index] as string, name)) : [],
    )
  }
  return tree
}
