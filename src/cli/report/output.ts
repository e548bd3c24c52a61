import type { Progress } from '../../engine/progress.js'
import type { ClosableProgress } from '../progress/closable.js'
import { printable } from '../text/printable.js'
import { type Screen, screenFor } from '../text/screen.js'

/** Makes the text of a value for a screen. */
export type TextOf<Value> = (value: Value, screen: Screen) => string

const write = (stream: NodeJS.WriteStream, text: string): void => {
  if (text !== '') stream.write(`${text}\n`)
}

/**
 * Prints the text of a result. This file alone writes to the terminal, and gives texts to nothing but values in which a
 * terminal finds nothing to carry out: names, errors and output of programs may come from anybody.
 */
export const print = <Value>(value: Value, textOf: TextOf<Value>): void =>
  write(process.stdout, textOf(printable(value), screenFor(process.stdout)))

/** The same for what is no result: warnings and errors. */
export const tell = <Value>(value: Value, textOf: TextOf<Value>): void =>
  write(process.stderr, textOf(printable(value), screenFor(process.stderr)))

/** Prints what programs read. JSON is of `jsonText`, with its own escapes. */
export const printRaw = (text: string): void => void process.stdout.write(text)

/** A question to the user on the terminal. */
export const ask = async (question: string): Promise<string> => {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(printable(question, false))).trim()
  } finally {
    terminal.close()
  }
}

export const hasTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY)

/** Whether lines of the terminal can be redrawn. */
export const canRedraw = (): boolean => Boolean(process.stderr.isTTY) && process.env['TERM'] !== 'dumb'

/** Progress on the terminal. */
export const shownProgress = (
  show: (to: { readonly write: (text: string) => void; readonly screen: () => Screen }) => ClosableProgress,
): ClosableProgress => {
  const { stderr } = process
  const shown = show({ write: (text) => void stderr.write(text), screen: () => screenFor(stderr) })
  const tellShown: Progress = (event) => shown.tell(printable(event))
  return { ...shown, tell: tellShown, close: shown.close }
}
