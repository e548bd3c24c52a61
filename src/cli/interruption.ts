import { interrupted } from '../engine/interrupted.js'

/** Aborts the running operation when the user interrupts it. */
export interface Interruption {
  readonly signal: AbortSignal
  readonly end: () => void
}

/** Listens for SIGINT and SIGTERM until `end`. The first one starts the undo; later ones do nothing. */
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
