import type { Kinds, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'
import type { StepAt } from './journal/format.js'
import { digest } from './plan.js'

/** What is there now of each step, as a digest, for an undo long after to find it again. */
export const digestsNow = async (prepared: readonly Prepared[], kinds: Kinds, run: Run): Promise<readonly string[]> =>
  (
    await byKind(prepared, kinds, async (kind, some) =>
      kind.result === undefined
        ? kind.observe(
            some.map(({ step }) => step),
            run,
          )
        : kind.result(some, run),
    )
  ).map(digest)

/** The same, with the place of each step in its journal. */
export const digestsLeft = async (
  begun: readonly { readonly at: StepAt; readonly prepared: Prepared }[],
  kinds: Kinds,
  run: Run,
): Promise<readonly (readonly [...StepAt, string])[]> => {
  const digests = await digestsNow(
    begun.map(({ prepared }) => prepared),
    kinds,
    run,
  )
  return begun.map(({ at: [plan, step] }, index) => [plan, step, digests[index] as string])
}
