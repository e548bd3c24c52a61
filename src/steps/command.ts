import type { Words } from '../hosts/host.js'
import { oneByOne, runProgram, type ProgramStep } from './common/program.js'
import type { StepKind } from './common/step.js'

/** A command of the platform's, such as its installation. It runs each time that it is asked for. */
export interface CommandStep extends ProgramStep {
  readonly kind: 'command'
  readonly words: Words
}

/** Runs a command. What it did to the database goes with the database; undo does nothing else. */
export const command: StepKind<CommandStep, undefined> = {
  kind: 'command',
  observe: (steps) => steps.map(() => undefined),
  change: ({ words }) => ({ action: 'run', detail: words.join(' ') }),
  prepare: () => ({}),
  run: (prepared, world) =>
    oneByOne(prepared, async (step) => {
      await runProgram(step, step.words, world)
      return { ok: true }
    }),
  undo: () => {},
}
