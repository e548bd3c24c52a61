import { messageOf } from '../errors.js'
import type { Kinds, Outcome, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'

/** Removes undo data outside the journal. Each step has its own outcome. */
export const discardAll = (
  begun: readonly Prepared[],
  { kinds, run }: { readonly kinds: Kinds; readonly run: Run },
): Promise<readonly Outcome[]> =>
  byKind(begun, kinds, async (kind, group): Promise<readonly Outcome[]> => {
    try {
      return (await kind.discard?.(group, run)) ?? group.map(() => ({ ok: true }))
    } catch (error) {
      return group.map(() => ({ ok: false, error }))
    }
  })

/** What could not be removed, and why. */
export const notDiscarded = (begun: readonly Prepared[], outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap((outcome, index) => (outcome.ok ? [] : `${begun[index]?.step.title}: ${messageOf(outcome.error)}`))
