import type { Outcome, Prepared, Step } from './step.js'

/** Runs steps one after the other; each has an outcome of its own. After a failure the same context's others are not tried. */
export const inOrder = <S extends Step>(
  prepared: readonly Prepared<S>[],
  run: (prepared: Prepared<S>) => Outcome | void,
): readonly Outcome[] => {
  const failed = new Map<string, Outcome>()
  return prepared.map((one) => {
    const before = failed.get(one.step.context)
    if (before !== undefined) return before
    try {
      return run(one) ?? { ok: true }
    } catch (error) {
      const outcome = { ok: false, error } as const
      failed.set(one.step.context, outcome)
      return outcome
    }
  })
}
