import { posix } from 'node:path'
import type { Host } from '../../hosts/host.js'

/**
 * For each directory the paths and kinds of everything below it, in order of depth. Links are not followed. Each level
 * is read in one request.
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
