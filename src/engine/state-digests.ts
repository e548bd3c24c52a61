import type { Kinds, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'
import type { StepPosition } from './journal/format.js'
import { digest } from './plan.js'

/** The current state of each step, as a digest, so that a later undo can compare. */
export const digestsNow = async (prepared: readonly Prepared[], kinds: Kinds, run: Run): Promise<readonly string[]> =>
  (
    await byKind(prepared, kinds, async (kind, group) =>
      kind.result === undefined
        ? kind.observe(
            group.map(({ step }) => step),
            run,
          )
        : kind.result(group, run),
    )
  ).map(digest)

/** The same, with the position of each step in its journal. */
export const digestsLeft = async (
  begun: readonly { readonly position: StepPosition; readonly prepared: Prepared }[],
  kinds: Kinds,
  run: Run,
): Promise<readonly (readonly [...StepPosition, string])[]> => {
  const digests = await digestsNow(
    begun.map(({ prepared }) => prepared),
    kinds,
    run,
  )
  return begun.map(({ position: [plan, step] }, index) => [plan, step, digests[index] as string])
}
