import { groupBy } from '../../lib/group-by.js'
import type { TaskReport } from '../../provision/api.js'
import { plain } from './colour.js'
import { failureText, leftOverText } from './failure-text.js'
import type { Screen } from './screen.js'

/** The most names that are printed on a terminal. */
const mostNames = 10

const page: Screen = { paint: plain, columns: Number.POSITIVE_INFINITY }

/** Groups failures with the same text and the same steps that could not be undone. */
const sameFailures = (failed: readonly TaskReport[]): readonly (readonly TaskReport[])[] => [
  ...groupBy(failed, ({ error, leftOver }) => [failureText(error, page), ...leftOver].join('\n')).values(),
]

const shortened = (names: readonly string[], { columns }: Screen): readonly string[] =>
  names.length <= mostNames + 1 || columns === Number.POSITIVE_INFINITY
    ? names
    : [...names.slice(0, mostNames), `and ${names.length - mostNames} more`]

/** The contexts that the message does not name already. */
const unnamed = (failed: readonly TaskReport[]): readonly string[] =>
  failed.filter(({ context, error }) => !error?.message.includes(context.slice(1))).map(({ context }) => context)

const failureLines = (failed: readonly TaskReport[], isOneOfMany: boolean, screen: Screen): readonly string[] => {
  const [first] = failed
  const contexts = isOneOfMany ? shortened(unnamed(failed), screen) : []
  return [
    failureText(first?.error, screen, contexts),
    ...(first?.leftOver ?? []).map((leftOver) => leftOverText(leftOver, screen)),
  ]
}

/** The failures of a task. Equal ones are printed once, with the names of their contexts. */
export const failuresText = (reports: readonly TaskReport[], screen: Screen): string =>
  sameFailures(reports.filter(({ ok }) => !ok))
    .flatMap((failed) => failureLines(failed, reports.length > 1, screen))
    .join('\n')
