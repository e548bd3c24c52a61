import type { Kinds, Prepared, StepKind } from '../steps/common/kind.js'
import { groupBy } from '../lib/group-by.js'
import { kindOf } from './plan.js'

/** Asks each kind once for all of its steps. Returns the replies in the order of the steps. */
export const byKind = async <Reply>(
  prepared: readonly Prepared[],
  kinds: Kinds,
  ask: (kind: StepKind, prepared: readonly Prepared[]) => Promise<readonly Reply[]>,
): Promise<readonly Reply[]> => {
  const replies: Reply[] = []
  for (const [name, indexes] of groupBy([...prepared.keys()], (index) => prepared[index]?.step.kind ?? '')) {
    const group = indexes.map((index) => prepared[index] as Prepared)
    const answered = await ask(kindOf(kinds, name), group)
    for (const [position, index] of indexes.entries()) replies[index] = answered[position] as Reply
  }
  return replies
}
