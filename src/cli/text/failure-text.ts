import { Failures, InvalidInput, ProvisionError, messageOf } from '../../errors.js'
import { fixOf } from './fix.js'
import type { Screen } from './screen.js'
import { widthOf, wrap } from './wrap.js'

/** `word: text`, with the lines of a long text aligned. */
export const labelled = (word: string, text: string, { columns }: Screen, indent = ''): string => {
  const hanging = indent.length + widthOf(word) + 2
  const lines = `${' '.repeat(hanging)}${text.replace(/\n(?=.)/g, `\n${' '.repeat(hanging)}`)}`
  return `${indent}${word}: ${wrap(lines, columns).slice(hanging)}`
}

const line = (word: string, text: string, screen: Screen): string => labelled(word, text, screen, '  ')

const causes = (error: unknown): readonly string[] =>
  error instanceof Error && error.cause !== undefined ? [messageOf(error.cause), ...causes(error.cause)] : []

/** The causes of an error that say more than what is told before. */
const reasons = (error: Error): readonly string[] =>
  causes(error).reduce<readonly string[]>(
    (told, cause) => ([error.message, ...told].some((text) => text.includes(cause)) ? told : [...told, cause]),
    [],
  )

const fixLine = (fix: string | undefined, screen: Screen): readonly string[] =>
  !fix ? [] : [line(screen.paint.bold('fix'), fix, screen)]

const errorLine = (message: string, screen: Screen): string => labelled(screen.paint.red('error'), message, screen)

/** How an error of several contexts is told. */
interface Telling {
  /** The contexts that it is of; empty if the message names it. */
  readonly of: string
  /** The words for all of them. */
  readonly told: (text: string) => string
}

const asItIs: Telling = { of: '', told: (text) => text }

const readable = (error: ProvisionError, { of, told }: Telling, screen: Screen): readonly string[] => [
  errorLine(told(error.message), screen),
  ...(of === '' ? [] : [line('of', of, screen)]),
  ...reasons(error).map((reason) => line('why', told(reason), screen)),
  ...fixLine(told(fixOf(error) ?? ''), screen),
]

const complaints = (error: InvalidInput, { told }: Telling, screen: Screen): readonly string[] =>
  error.complaints.flatMap(({ path, message, fix }) => [
    errorLine(told(`${path}: ${message}`), screen),
    ...fixLine(fix && told(fix), screen),
  ])

/** A bug shows the stack. */
const ours = (error: unknown, screen: Screen): readonly string[] => [
  errorLine('bug in provision, or an unknown error', screen),
  (error instanceof Error && error.stack !== undefined ? error.stack : String(error)).replaceAll('\n', '\n    '),
  line(screen.paint.bold('fix'), 'report it with the lines above', screen),
]

/** Message, contexts, reasons and fix, each in a line, and all complaints about the input with their paths. */
export const failureText = (error: unknown, screen: Screen, telling: Telling = asItIs): string => {
  if (error instanceof Failures)
    return error.failures.map((failure) => failureText(failure, screen, telling)).join('\n')
  if (error instanceof InvalidInput) return complaints(error, telling, screen).join('\n')
  return (error instanceof ProvisionError ? readable(error, telling, screen) : ours(error, screen)).join('\n')
}

/** The line of a step that could not be undone, below the failure. */
export const leftOverText = (leftOver: string, screen: Screen): string =>
  line(screen.paint.red('not undone'), leftOver, screen)

export const warningText = (warning: string, screen: Screen): string =>
  labelled(screen.paint.yellow('warning'), warning, screen)
