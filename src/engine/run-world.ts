import { posix } from 'node:path'
import { thisMachine } from '../hosts/reader.js'
import type { Step } from '../steps/common/step.js'
import type { Run, World } from '../steps/common/world.js'
import { keepFolderOn } from './discard-elsewhere.js'
import { keepName } from './journal/folders.js'
import type { StepAt } from './journal/format.js'
import type { Writing } from './journal/write.js'
import type { Progress } from './progress.js'

export interface RunWorldOptions {
  readonly world: World
  readonly journal: Writing
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** Where the undo of a step keeps files: beside the journal, or below the home of another host. */
const keepFolder = (step: Step, at: StepAt, { world, journal }: RunWorldOptions): string =>
  step.host === thisMachine
    ? journal.keep(at)
    : posix.join(keepFolderOn(world.host(step.host), journal.id), keepName(...at))

/** The world while steps run: it knows the place of each step in its journal. */
export class RunWorld {
  readonly #places = new Map<Step, StepAt>()
  readonly run: Run

  constructor(options: RunWorldOptions) {
    const { world, progress, signal = new AbortController().signal } = options
    this.run = {
      ...world,
      signal,
      keep: (step) => keepFolder(step, this.#placeOf(step), options),
      report: ({ context, title }, done, of, unit) =>
        progress({
          event: 'advanced',
          context,
          title,
          done,
          ...(of === undefined ? {} : { of }),
          ...(unit === undefined ? {} : { unit }),
        }),
      reloaded: (server, milliseconds) => progress({ event: 'reloaded', server, milliseconds }),
    }
  }

  place(step: Step, at: StepAt): void {
    this.#places.set(step, at)
  }

  #placeOf(step: Step): StepAt {
    const place = this.#places.get(step)
    if (place === undefined) throw new Error(`«${step.title}» keeps something without a place in a journal`)
    return place
  }
}
