import { InvalidInput, ProvisionError, messageOf } from '../../errors.js'
import { fixOf } from './fix.js'
import type { Screen } from './screen.js'
import { widthOf, wrap } from './wrap.js'

/** `word: text`, with the lines of a long text aligned. */
const labelled = (word: string, text: string, { columns }: Screen, indent = ''): string => {
  const hanging = indent.length + widthOf(word) + 2
  const lines = `${' '.repeat(hanging)}${text.replace(/\n(?=.)/g, `\n${' '.repeat(hanging)}`)}`
  return `${indent}${word}: ${wrap(lines, columns).slice(hanging)}`
}

const line = (word: string, text: string, screen: Screen): string => labelled(word, text, screen, '  ')

const reasons = (error: unknown): string[] =>
  error instanceof Error && error.cause !== undefined ? [messageOf(error.cause), ...reasons(error.cause)] : []

const fixLine = (fix: string | undefined, screen: Screen): readonly string[] =>
  fix === undefined ? [] : [line(screen.paint.bold('fix'), fix, screen)]

const errorLine = (message: string, screen: Screen): string => labelled(screen.paint.red('error'), message, screen)

const readable = (error: ProvisionError, of: readonly string[], screen: Screen): readonly string[] => [
  errorLine(error.message, screen),
  ...of,
  ...[...new Set(reasons(error))]
    .filter((reason) => !error.message.includes(reason))
    .map((reason) => line('why', reason, screen)),
  ...fixLine(fixOf(error), screen),
]

const complaints = (error: InvalidInput, screen: Screen): readonly string[] =>
  error.complaints.flatMap(({ path, message, fix }) => [
    errorLine(`${path}: ${message}`, screen),
    ...fixLine(fix, screen),
  ])

/** A bug shows the stack. */
const ours = (error: unknown, screen: Screen): readonly string[] => [
  errorLine('bug in provision, or an unknown error', screen),
  error instanceof Error && error.stack !== undefined ? error.stack : String(error),
  line(screen.paint.bold('fix'), 'report it with the lines above', screen),
]

/** Message, contexts, reasons and fix, each in a line, and all complaints about the input with their paths. */
export const failureText = (error: unknown, screen: Screen, contexts: readonly string[] = []): string => {
  if (error instanceof InvalidInput) return complaints(error, screen).join('\n')
  const of = contexts.length === 0 ? [] : [line('of', contexts.join(', '), screen)]
  return (error instanceof ProvisionError ? readable(error, of, screen) : ours(error, screen)).join('\n')
}

/** The line of a step that could not be undone, below the failure. */
export const leftOverText = (leftOver: string, screen: Screen): string =>
  line(screen.paint.red('not undone'), leftOver, screen)

export const warningText = (warning: string, screen: Screen): string =>
  labelled(screen.paint.yellow('warning'), warning, screen)
