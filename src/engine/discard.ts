import { messageOf } from '../errors.js'
import type { Kinds, Outcome, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'
import type { Progress } from './progress.js'

export interface DiscardOptions {
  readonly kinds: Kinds
  readonly run: Run
  readonly progress: Progress
}

/** Removes undo data outside the journal. Data that cannot be removed is reported, and does no harm. */
export const discardAll = async (
  begun: readonly Prepared[],
  { kinds, run, progress }: DiscardOptions,
): Promise<void> => {
  const outcomes = await byKind(begun, kinds, async (kind, group): Promise<readonly Outcome[]> => {
    try {
      return (await kind.discard?.(group, run)) ?? group.map(() => ({ ok: true }))
    } catch (error) {
      return group.map(() => ({ ok: false, error }))
    }
  })
  for (const [index, outcome] of outcomes.entries()) {
    const { context = '', title } = begun[index]?.step ?? {}
    if (!outcome.ok) progress({ event: 'warning', context, message: `${title}: ${messageOf(outcome.error)}` })
  }
}
