import type { Progress } from '../../src/engine/progress.js'

/** A progress that says nothing. */
export const quiet: Progress = () => {}
