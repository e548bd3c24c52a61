import { messageOf } from '../errors.js'
import type { Prepared, Step } from '../steps/common/step.js'
import { kindOf } from './plan.js'
import type { RunOptions } from './runner.js'

/** Removes what undo would have needed outside the journal; what cannot be removed is said, and harms nothing. */
export const discardAll = async (
  context: string,
  begun: readonly Prepared<Step>[],
  { kinds, world, progress }: Pick<RunOptions, 'kinds' | 'world' | 'progress'>,
): Promise<void> => {
  for (const prepared of begun)
    try {
      await kindOf(kinds, prepared.step.kind).discard?.(prepared, world)
    } catch (error) {
      progress({ event: 'warning', context, message: `${prepared.step.title}: ${messageOf(error)}` })
    }
}
