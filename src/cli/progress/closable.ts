import type { Progress } from '../../engine/progress.js'

export type Write = (text: string) => void

export interface ClosableProgress {
  readonly tell: Progress
  /** Restores the terminal, also after a failure. */
  readonly close: () => void
}

/** Sends each event to all of them. */
export const together = (several: readonly ClosableProgress[]): ClosableProgress => ({
  tell: (event) => several.forEach(({ tell }) => tell(event)),
  close: () => several.forEach(({ close }) => close()),
})

export const withoutWarnings = ({ tell, close }: ClosableProgress): ClosableProgress => ({
  tell: (event) => (event.event === 'warning' ? undefined : tell(event)),
  close,
})
