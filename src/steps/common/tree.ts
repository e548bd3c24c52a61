import { posix } from 'node:path'
import type { Host } from '../../hosts/host.js'

/**
 * For each directory paths and kinds of all that is below it, in the order of their depth; links are not followed. What
 * is equally deep is read together.
 */
export const treesOf = async (
  directories: readonly string[],
  { files }: Host,
): Promise<readonly (readonly string[])[]> => {
  const trees = directories.map((): string[] => [])
  let level = directories.map((path, tree) => ({ path, tree }))
  while (level.length > 0) {
    const found = await files.read(level.map(({ path }) => ({ path, names: true })))
    for (const [index, { path, tree }] of level.entries()) trees[tree]?.push(`${found[index]?.state?.kind} ${path}`)
    level = level.flatMap(({ path, tree }, index) => {
      const { state, names = [] } = found[index] ?? {}
      return state?.kind === 'directory' ? names.map((name) => ({ path: posix.join(path, name), tree })) : []
    })
  }
  return trees
}
