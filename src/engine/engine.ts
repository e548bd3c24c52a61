import type { Kinds } from '../steps/common/kind.js'
import type { World } from '../steps/common/world.js'
import type { Locks } from './locks.js'
import type { Progress } from './progress.js'

/** Everything that one task runs with. */
export interface Engine {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
  /** `activity` before anything was read. Without it the task plans again under the locks. */
  readonly since?: string | undefined
  /** For how long, and up to which size, undo data is kept. */
  readonly keeping: Keeping
}

export interface Keeping {
  readonly days: number
  readonly bytes: number
}
