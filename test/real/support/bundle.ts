import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { root } from '../../process/command-line.js'

/** Makes one script of a file of the tests and all that it imports, for a process of its own; gives its path. */
export const bundle = (entry: string, folder: string): string => {
  const script = join(folder, `${basename(entry, '.ts')}.cjs`)
  // Templates are looked for above the place where the script believes to be.
  const folderOfBundle = JSON.stringify(join(root, 'dist'))
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(root, entry),
    `--outfile=${script}`,
    '--bundle',
    '--format=cjs',
    '--platform=node',
    '--target=node20',
    '--log-level=error',
    `--define:import.meta.dirname=${folderOfBundle}`,
  ])
  return script
}
