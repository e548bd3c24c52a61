import type { Progress } from '../../src/provision/api.js'

const nothing = (): void => {}

/** A progress that says nothing. */
export const quiet: Progress = {
  plan: nothing,
  begin: nothing,
  done: nothing,
  failed: nothing,
  undo: nothing,
  warn: nothing,
}
