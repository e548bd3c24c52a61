import { execFileSync } from 'node:child_process'
import { provision, runWithPeak } from './program.mjs'
import { snapshot, written } from './trees.mjs'

/** A command of the program, with all that it has cost. */
export const counted = async (sandbox, ...words) => {
  // What was written before is not to be waited for in what is measured.
  execFileSync('sync')
  const before = { tree: snapshot(sandbox), questions: await sandbox.questions(), reloads: sandbox.reloads() }
  const ended = await runWithPeak(provision(...words), sandbox)
  return {
    ...ended,
    reloads: sandbox.reloads() - before.reloads,
    queries: (await sandbox.questions()) - before.questions,
    written: written(before.tree, snapshot(sandbox)),
  }
}
