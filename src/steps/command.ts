import type { Words } from '../hosts/host.js'
import { attemptEach } from './common/attempt.js'
import { type ProgramBefore, type ProgramStep, prepareProgram, runProgram, undoProgram } from './common/program.js'
import { type StepKind, defaultBatch } from './common/kind.js'

/** A command of the platform, such as its installation. It runs each time a task plans it. */
export interface CommandStep extends ProgramStep {
  readonly kind: 'command'
  readonly words: Words
}

/** Runs a command. Undo only ends its processes: changes in the database are removed with the database. */
export const stepKind: StepKind<CommandStep, undefined, ProgramBefore> = {
  kind: 'command',
  batch: defaultBatch,
  concurrency: 'jobs',
  observe: (steps) => steps.map(() => undefined),
  change: ({ words }) => ({ action: 'run', detail: words.join(' ') }),
  prepare: prepareProgram,
  run: (prepared, run) => attemptEach(prepared, async (ready) => void (await runProgram(ready, ready.step.words, run))),
  undo: undoProgram,
  irreversible: ({ words }) => `the effects of ${words.join(' ')} are unknown`,
}
