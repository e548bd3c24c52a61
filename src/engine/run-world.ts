import { posix } from 'node:path'
import { thisMachine } from '../hosts/reader.js'
import type { Step } from '../steps/common/step.js'
import type { Run, World } from '../steps/common/world.js'
import { keepFolderOn } from './discard-elsewhere.js'
import { keepName } from './journal/folders.js'
import type { StepPosition } from './journal/format.js'
import type { Writing } from './journal/write.js'
import type { Progress } from './progress.js'

export interface RunWorldOptions {
  readonly world: World
  readonly journal: Writing
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** The folder for a step's undo data: beside the journal, or below the home of another host. */
const keepFolder = (step: Step, position: StepPosition, { world, journal }: RunWorldOptions): string =>
  step.host === thisMachine
    ? journal.keep(position)
    : posix.join(keepFolderOn(world.host(step.host), journal.id), keepName(...position))

/** The world while steps run. It knows the position of each step in its journal. */
export class RunWorld {
  readonly #positions = new Map<Step, StepPosition>()
  readonly run: Run

  constructor(options: RunWorldOptions) {
    const { world, journal, progress, signal = new AbortController().signal } = options
    this.run = {
      ...world,
      signal,
      keep: (step) => keepFolder(step, this.#positionOf(step), options),
      report: ({ context, title }, done, of, unit) =>
        progress({
          event: 'advanced',
          context,
          title,
          done,
          ...(of === undefined ? {} : { of }),
          ...(unit === undefined ? {} : { unit }),
        }),
      output: (step, written) => journal.note([{ output: this.#positionOf(step), ...written }]),
      reloaded: (server, milliseconds) => progress({ event: 'reloaded', server, milliseconds }),
    }
  }

  place(step: Step, position: StepPosition): void {
    this.#positions.set(step, position)
  }

  #positionOf(step: Step): StepPosition {
    const position = this.#positions.get(step)
    if (position === undefined) throw new Error(`«${step.title}» keeps something without a position in a journal`)
    return position
  }
}
