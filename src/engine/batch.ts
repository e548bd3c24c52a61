import { chunksOf } from '../lib/chunks.js'
import type { Outcome, Preparation, Prepared, StepKind } from '../steps/common/kind.js'
import type { Run } from '../steps/common/world.js'
import type { Taken } from './running.js'

export interface Ready extends Taken {
  readonly prepared: Prepared
}

/** When the kind itself throws, each of its steps fails. */
export const prepareAll = async (
  kind: StepKind,
  taken: readonly Taken[],
  run: Run,
): Promise<readonly Preparation[]> => {
  try {
    return await kind.prepare(
      taken.map(({ planned }) => planned),
      run,
    )
  } catch (error) {
    return taken.map(() => ({ ok: false, error }))
  }
}

export const runTogether = async (kind: StepKind, ready: readonly Ready[], run: Run): Promise<readonly Outcome[]> => {
  try {
    return await kind.run(
      ready.map(({ prepared }) => prepared),
      run,
    )
  } catch (error) {
    return ready.map(() => ({ ok: false, error }))
  }
}

/** Splits steps into batches, so that the journal is never far ahead. A web server reloads once for all. */
export const batches = ({ batch }: StepKind, taken: readonly Taken[]): readonly (readonly Taken[])[] => {
  if (batch === 'all') return [taken]
  return chunksOf(taken, batch)
}
