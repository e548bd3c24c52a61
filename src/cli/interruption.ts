import { interrupted } from '../engine/interrupted.js'

/** What the user's interruption aborts, while something runs. */
export interface Interruption {
  readonly signal: AbortSignal
  readonly end: () => void
}

/** The first interruption undoes what is begun; it is not waited for twice. */
export const interruptible = (): Interruption => {
  const controller = new AbortController()
  const abort = () => controller.abort(interrupted())
  process.on('SIGINT', abort)
  process.on('SIGTERM', abort)
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', abort)
      process.off('SIGTERM', abort)
    },
  }
}
