import { ProvisionError, messageOf } from '../errors.js'
import type { Step } from '../steps/common/step.js'
import type { Run } from '../steps/common/world.js'
import { discardAll } from './discard.js'
import type { Ended, RunOptions, Running } from './running.js'
import { digestsLeft } from './state-digests.js'

export interface RunEnd {
  readonly ended: readonly Ended[]
  /** Whether undo data was kept. */
  readonly kept: boolean
}

/** A run after its last stage. */
export interface Ending {
  readonly running: readonly Running[]
  readonly options: RunOptions
  readonly run: Run
  /** Fails a plan because of a step. */
  readonly fail: (at: At, error: unknown) => void
}

interface At {
  readonly running: Running
  readonly step: Step
}

const liveOf = ({ running }: Ending): readonly Running[] => running.filter(({ live }) => live)

/** Removes undo data unless the task keeps it. */
export const endRun = async (ending: Ending): Promise<RunEnd> => {
  const { running, options } = ending
  const kept = options.keeps === true && (await noteLeft(ending))
  if (!kept) await discard(ending)
  if (running.some(({ keptFailed }) => keptFailed !== undefined)) settleLive(ending)
  return { ended: running.map(({ ended }) => ended), kept }
}

/** Returns whether the state that the task left was recorded. Without it nothing can be undone later. */
const noteLeft = async (ending: Ending): Promise<boolean> => {
  const live = liveOf(ending)
  const begun = live.flatMap((running) => running.begun)
  const { options, run } = ending
  if (begun.length === 0) return false
  try {
    const left = await digestsLeft(begun, options.kinds, run)
    options.journal.write([{ left }, ...live.map(({ number }) => ({ finished: number }))])
    return true
  } catch {
    return false
  }
}

/** A removal that is not complete fails its plan, and its journal stays open until the rest can be removed. */
const discard = async (ending: Ending): Promise<void> => {
  const begun = liveOf(ending).flatMap((running) => running.begun.map(({ prepared }) => ({ running, prepared })))
  const outcomes = await discardAll(
    begun.map(({ prepared }) => prepared),
    { kinds: ending.options.kinds, run: ending.run },
  )
  for (const [index, { running, prepared }] of begun.entries()) {
    const outcome = outcomes[index]
    if (outcome?.ok === false) notDiscarded({ running, step: prepared.step }, outcome.error, ending)
  }
}

/** Other undo data that stays does no harm. */
const notDiscarded = (at: At, error: unknown, { options, fail }: Ending): void => {
  if (error instanceof ProvisionError && error.code === 'PROVISION_NOT_REMOVED') return fail(at, error)
  const { context, title } = at.step
  options.progress({ event: 'warning', context, message: `${title}: ${messageOf(error)}` })
}

/** The journal stays open for what has failed, and no recovery is to finish the rest once more. */
const settleLive = (ending: Ending): void => {
  ending.options.journal.note(liveOf(ending).map(({ number }) => ({ finished: number })))
}
