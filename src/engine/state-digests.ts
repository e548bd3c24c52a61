import { readForEach } from '../steps/common/on-hosts.js'
import type { Kinds, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'
import type { StepPosition } from './journal/format.js'
import { digest, kindOf } from './plan.js'

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

/** A digest of the backups of each step. `placeOf` returns the present path of a backup. */
export const digestsOfBackups = async (
  prepared: readonly Prepared[],
  kinds: Kinds,
  run: Run,
  placeOf: (backup: string) => string = (backup) => backup,
): Promise<readonly string[]> => {
  const found = await readForEach(prepared, run, (one) =>
    (kindOf(kinds, one.step.kind).restores?.(one) ?? []).map(({ from }) => ({ path: placeOf(from), text: true })),
  )
  return found.map((backups) => digest(backups.map(({ text }) => text ?? null)))
}

/** What a task left, for one step. */
export type Left = readonly [...position: StepPosition, state: string, backups: string]

/** Both digests of each step, with its position in the journal. */
export const digestsLeft = async (
  begun: readonly { readonly position: StepPosition; readonly prepared: Prepared }[],
  kinds: Kinds,
  run: Run,
): Promise<readonly Left[]> => {
  const prepared = begun.map((step) => step.prepared)
  const states = await digestsNow(prepared, kinds, run)
  const backups = await digestsOfBackups(prepared, kinds, run)
  return begun.map(({ position: [plan, step] }, index) => [
    plan,
    step,
    states[index] as string,
    backups[index] as string,
  ])
}
