import type { Kinds } from '../steps/common/kind.js'
import type { World } from '../steps/common/world.js'
import type { Locks } from './locks.js'
import type { Progress } from './progress.js'

/** What one task is run with. */
export interface Engine {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
  /** What `activity` was before anything was read of which tasks plan; without it everything is planned once more. */
  readonly since?: string | undefined
  /** For how long, and up to which size, what undo needs is kept. */
  readonly keeping: Keeping
}

export interface Keeping {
  readonly days: number
  readonly bytes: number
}
