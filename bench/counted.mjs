import { execFileSync } from 'node:child_process'
import { provision, runWithPeak } from './program.mjs'
import { snapshot, written } from './trees.mjs'

/** Runs a command of the program and counts its costs. */
export const counted = async (sandbox, ...words) => {
  // Flushes earlier writes, so that the measured command does not wait for them.
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
