import type { Words } from '../hosts/host.js'
import { attemptEach, keepNothing, nothingToDo } from './common/attempt.js'
import { type ProgramStep, runProgram } from './common/program.js'
import { type StepKind, defaultBatch } from './common/kind.js'

/** A command of the platform, such as its installation. It runs each time a task plans it. */
export interface CommandStep extends ProgramStep {
  readonly kind: 'command'
  readonly words: Words
}

/** Runs a command. Undo does nothing: changes in the database are removed with the database. */
export const stepKind: StepKind<CommandStep, undefined, Record<string, never>> = {
  kind: 'command',
  batch: defaultBatch,
  concurrency: 'jobs',
  observe: (steps) => steps.map(() => undefined),
  change: ({ words }) => ({ action: 'run', detail: words.join(' ') }),
  prepare: keepNothing,
  run: (prepared, run) => attemptEach(prepared, async ({ step }) => void (await runProgram(step, step.words, run))),
  undo: nothingToDo,
  irreversible: ({ words }) => `the effects of ${words.join(' ')} are unknown`,
}
