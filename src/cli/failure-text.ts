import { InvalidInput, ProvisionError, messageOf } from '../errors.js'
import type { Paint } from './colour.js'
import { fixOf } from './fix.js'

const indented = (text: string, by: string): string => text.replace(/\n(?=.)/g, `\n${by}`)

const line = (word: string, text: string): string => `  ${word}: ${indented(text, ' '.repeat(word.length + 4))}`

const reasons = (error: unknown): string[] =>
  error instanceof Error && error.cause !== undefined ? [messageOf(error.cause), ...reasons(error.cause)] : []

const fixLine = (fix: string | undefined, paint: Paint): readonly string[] =>
  fix === undefined ? [] : [line(paint.bold('fix'), fix)]

const readable = (error: ProvisionError, paint: Paint): readonly string[] => [
  `${paint.red('error')}: ${indented(error.message, '       ')}`,
  ...[...new Set(reasons(error))].filter((reason) => reason !== error.message).map((reason) => line('why', reason)),
  ...fixLine(fixOf(error), paint),
]

const complaints = (error: InvalidInput, paint: Paint): readonly string[] =>
  error.complaints.flatMap(({ path, message, fix }) => [
    `${paint.red('error')}: ${path}: ${message}`,
    ...fixLine(fix, paint),
  ])

/** Our mistake shows the stack. */
const ours = (error: unknown, paint: Paint): readonly string[] => [
  `${paint.red('error')}: a bug in provision, or a fault that it does not know`,
  error instanceof Error && error.stack !== undefined ? error.stack : String(error),
  line(paint.bold('fix'), 'report it with the lines above'),
]

/** What, why and fix, a line each; every complaint about the input with its path. */
export const failureText = (error: unknown, paint: Paint): string => {
  if (error instanceof InvalidInput) return complaints(error, paint).join('\n')
  return (error instanceof ProvisionError ? readable(error, paint) : ours(error, paint)).join('\n')
}
