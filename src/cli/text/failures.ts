import { groupBy } from '../../lib/group-by.js'
import type { TaskReport } from '../../provision/api.js'
import { plain } from './colour.js'
import { failureText, leftOverText, warningText } from './failure-text.js'
import type { Screen } from './screen.js'

/** The most names that are printed on a terminal. */
const mostNames = 10

const page: Screen = { paint: plain, columns: Number.POSITIVE_INFINITY }

/** Stands for the name of each context in words that are the same for many. */
const anyName = '@…'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The name as a whole word; without its @ only an address, for other names may be words of the text. */
const nameIn = (context: string): RegExp => {
  const at = context.includes('.') ? '@?' : '@'
  return new RegExp(`(?<![\\w.-])${at}${escaped(context.slice(1))}(?![\\w-]|\\.\\w)`, 'g')
}

/** A text about a context as it would be about any other: with neither its name nor its address. */
const aboutAny = (text: string, context: string): string =>
  text.replace(nameIn(context), (name) => (name.startsWith('@') ? anyName : anyName.slice(1)))

/** Groups failures with the same text and the same steps that could not be undone. */
const sameFailures = (failed: readonly TaskReport[]): readonly (readonly TaskReport[])[] => [
  ...groupBy(failed, ({ context, error, leftOver }) =>
    aboutAny([failureText(error, page), ...leftOver].join('\n'), context),
  ).values(),
]

const shortened = (names: readonly string[], { columns }: Screen): readonly string[] =>
  names.length <= mostNames + 1 || columns === Number.POSITIVE_INFINITY
    ? names
    : [...names.slice(0, mostNames), `and ${names.length - mostNames} more`]

/** `300 contexts: @a, @b, and 298 more`; a single name as it is. */
const namesText = (names: readonly string[], screen: Screen): string => {
  const text = shortened(names, screen).join(', ')
  return names.length === 1 ? text : `${names.length} contexts: ${text}`
}

/** A name that the message has already is not told again. */
const ofText = (failed: readonly TaskReport[], isOneOfMany: boolean, screen: Screen): string => {
  const [first] = failed
  const isNamed = failed.length === 1 && first?.error?.message.includes(first.context.slice(1))
  const names = failed.map(({ context }) => context)
  return isOneOfMany && !isNamed ? namesText(names, screen) : ''
}

const failureLines = (failed: readonly TaskReport[], isOneOfMany: boolean, screen: Screen): readonly string[] => {
  const [first] = failed
  const told = (text: string): string => (failed.length === 1 ? text : aboutAny(text, first?.context ?? ''))
  return [
    failureText(first?.error, screen, { of: ofText(failed, isOneOfMany, screen), told }),
    ...(first?.leftOver ?? []).map((leftOver) => leftOverText(told(leftOver), screen)),
  ]
}

/** The failures of a task. Equal ones are printed once, with the names of their contexts. */
export const failuresText = (reports: readonly TaskReport[], screen: Screen): string =>
  sameFailures(reports.filter(({ ok }) => !ok))
    .flatMap((failed) => failureLines(failed, reports.length > 1, screen))
    .join('\n')

/** The warnings of a task; those with the same words are told once. */
export const warningsText = (reports: readonly TaskReport[], screen: Screen): string => {
  const warnings = reports.flatMap(({ context, warnings }) => warnings.map((text) => ({ context, text })))
  return [...groupBy(warnings, ({ context, text }) => aboutAny(text, context)).entries()]
    .map(([text, same]) => {
      const names = [...new Set(same.map(({ context }) => context))]
      const isOfMany = names.length > 1 && text.includes(anyName.slice(1))
      const shown = names.length === 1 ? (same[0]?.text ?? '') : text
      return warningText(isOfMany ? `${shown} (${namesText(names, screen)})` : shown, screen)
    })
    .join('\n')
}
