import type { Progress } from '../../engine/progress.js'

export type Write = (text: string) => void

export interface ClosableProgress {
  readonly tell: Progress
  /** Leaves the terminal as it should be, also when the task broke off. */
  readonly close: () => void
}

/** Tells all of them. */
export const together = (several: readonly ClosableProgress[]): ClosableProgress => ({
  tell: (event) => several.forEach(({ tell }) => tell(event)),
  close: () => several.forEach(({ close }) => close()),
})

export const withoutWarnings = ({ tell, close }: ClosableProgress): ClosableProgress => ({
  tell: (event) => (event.event === 'warning' ? undefined : tell(event)),
  close,
})
