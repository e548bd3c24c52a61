import { renameSync } from 'node:fs'
import { join } from 'node:path'
import type { GarbageReport } from '../../../src/provision/api.js'
import type { Fleet } from './fleet.js'
import { quiet } from './tasks.js'

/** What `provision-gc` finds; with `remove` it also removes. */
export const gc = (fleet: Fleet, how: 'check' | 'remove' = 'check'): Promise<GarbageReport> =>
  fleet.tasks().gc({ ...quiet, dryRun: how === 'check' })

/** Kind and place below the home, sorted; without the digits that differ each time. */
export const told = ({ findings }: GarbageReport, { home }: Fleet): readonly string[] =>
  findings
    .map(({ kind, where }) => `${kind} ${where.replace(`${home}/`, '')}`)
    .map((line) => line.replace(/_[0-9a-f]{8}\b/, '').replace(/\.[0-9a-f]{12}\b/, ''))
    .sort()

/** Takes a context file away; gives what puts it back. */
export const lose = (name: string, { home }: Fleet): (() => void) => {
  const [path, lost] = [join(home, 'contexts', `${name}.json`), join(home, `${name}.lost`)]
  renameSync(path, lost)
  return () => renameSync(lost, path)
}
