import { readForEach } from '../steps/common/on-hosts.js'
import type { Kinds, Prepared } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import { byKind } from './by-kind.js'
import type { StepLeft, StepPosition } from './journal/format.js'
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

/** A file or a part of one that undo restores. */
interface Backup {
  readonly path?: string
  readonly text: string | undefined
}

/** The backups of each step. `placeOf` returns the present path of a backup. */
export const readBackups = async (
  prepared: readonly Prepared[],
  kinds: Kinds,
  run: Run,
  placeOf: (backup: string) => string = (backup) => backup,
): Promise<readonly (readonly Backup[])[]> => {
  const restored = prepared.map((one) => kindOf(kinds, one.step.kind).restores?.(one) ?? [])
  const items = prepared.map(({ step }, index) => ({ step, from: (restored[index] ?? []).map(({ from }) => from) }))
  const found = await readForEach(items, run, ({ from }) => from.map((path) => ({ path: placeOf(path), text: true })))
  return restored.map((backups, index) =>
    backups.map(({ path }, position) => ({
      ...(path === undefined ? {} : { path }),
      text: found[index]?.[position]?.text,
    })),
  )
}

export const digestOfBackups = (backups: readonly Backup[]): string => digest(backups.map(({ text }) => text ?? null))

/** Digests of the state and the backups of each step, with its position in the journal. */
export const digestsLeft = async (
  begun: readonly { readonly position: StepPosition; readonly prepared: Prepared }[],
  kinds: Kinds,
  run: Run,
): Promise<readonly StepLeft[]> => {
  const prepared = begun.map((step) => step.prepared)
  const states = await digestsNow(prepared, kinds, run)
  const backups = (await readBackups(prepared, kinds, run)).map(digestOfBackups)
  return begun.map(({ position: [plan, step] }, index) => [
    plan,
    step,
    states[index] as string,
    backups[index] as string,
  ])
}
