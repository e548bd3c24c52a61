/** Told what happens while steps run; what it shows is its own business. */
export interface Progress {
  readonly begin: (context: string, title: string) => void
  readonly done: (context: string, title: string) => void
  readonly failed: (context: string, title: string, message: string) => void
  readonly undo: (context: string, title: string) => void
  readonly warn: (context: string, message: string) => void
}
