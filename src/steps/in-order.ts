import type { Outcome, Prepared, Step } from './step.js'

/** Runs steps one after the other; each has an outcome of its own. */
export const inOrder = <S extends Step>(
  prepared: readonly Prepared<S>[],
  run: (prepared: Prepared<S>) => Outcome | void,
): readonly Outcome[] =>
  prepared.map((one) => {
    try {
      return run(one) ?? { ok: true }
    } catch (error) {
      return { ok: false, error }
    }
  })
