import { groupBy } from '../../lib/group-by.js'
import type { ListedContext } from '../../provision/api.js'
import { columns } from './columns.js'
import type { Screen } from './screen.js'
import { wrap } from './wrap.js'
import { unknownRemark } from './unknown-text.js'

export const listFormats = ['table', 'names', 'json'] as const
export type ListFormat = (typeof listFormats)[number]

interface Column {
  readonly title: string
  readonly cell: (context: ListedContext) => string
  /** A narrow terminal omits the columns with the lowest rank first. A column without a rank always stays. */
  readonly rank?: number
}

const truthText = (value: boolean | undefined): string => ({ true: 'yes', false: 'no' })[String(value)] ?? ''

const servicesText = ({ services, at = {} }: ListedContext): string =>
  Object.entries(services)
    .map(([service, type]) => `${service}: ${[type, at[service]].filter(Boolean).join(' ')}`)
    .join(', ')

/** Most sites are named after their address. */
const isNamedAfterUri = ({ name, uri }: ListedContext): boolean => uri === undefined || name === `@${uri}`

const columnsFor = (type: string, contexts: readonly ListedContext[]): readonly Column[] => [
  { title: type.toUpperCase(), cell: ({ name }) => name },
  { title: 'ON', cell: ({ on = '' }) => on, rank: 7 },
  { title: 'URI', cell: ({ uri = '' }) => uri, rank: contexts.every(isNamedAfterUri) ? 1 : 6 },
  { title: 'INSTALLED', cell: ({ installed }) => truthText(installed), rank: 5 },
  { title: 'ENABLED', cell: ({ enabled }) => truthText(enabled), rank: 4 },
  { title: 'CLIENT', cell: ({ client = '' }) => client, rank: 3 },
  { title: 'APPLICATION', cell: ({ application = '', version = '' }) => `${application} ${version}`.trim(), rank: 2 },
  { title: 'SERVICES', cell: servicesText },
  { title: '', cell: ({ damage, unknown }) => damage ?? unknownRemark(unknown) },
]

/** The columns that are not empty. */
const filled = (all: readonly Column[], contexts: readonly ListedContext[]): readonly Column[] =>
  all.filter(({ cell }) => contexts.some((context) => cell(context) !== ''))

const gap = 2

const widthOf = ({ title, cell }: Column, contexts: readonly ListedContext[]): number =>
  contexts.reduce((widest, context) => Math.max(widest, cell(context).length), title.length) + gap

/** The columns that fit, the most important ones. */
const fitting = (all: readonly Column[], contexts: readonly ListedContext[], width: number): readonly Column[] => {
  const [least] = all
    .filter(({ rank }) => rank !== undefined)
    .sort((left, right) => (left.rank ?? 0) - (right.rank ?? 0))
  const total = all.reduce((sum, column) => sum + widthOf(column, contexts), -gap)
  return total <= width || least === undefined
    ? all
    : fitting(
        all.filter((column) => column !== least),
        contexts,
        width,
      )
}

const missingText = (missing: readonly Column[], { paint }: Screen): readonly string[] =>
  missing.length === 0
    ? []
    : [paint.dim(`(no room for ${missing.map(({ title }) => title).join(', ')}: --json has all)`)]

/** One table for each type, because types have different columns. */
const table = (type: string, contexts: readonly ListedContext[], screen: Screen): string => {
  const all = filled(columnsFor(type, contexts), contexts)
  const shown = fitting(all, contexts, screen.columns)
  const [head = '', ...rows] = columns([
    shown.map(({ title }) => title),
    ...contexts.map((context) => shown.map(({ cell }) => cell(context))),
  ])
  const missing = all.filter((column) => !shown.includes(column))
  return [
    screen.paint.bold(head),
    ...rows.map((row) => wrap(row, screen.columns, 4)),
    ...missingText(missing, screen),
  ].join('\n')
}

/** Tables for people, or bare names for scripts. */
export const listText = (contexts: readonly ListedContext[], format: ListFormat, screen: Screen): string => {
  if (format !== 'table') return contexts.map(({ name }) => name).join('\n')
  if (contexts.length === 0) return 'no contexts found'
  return [...groupBy(contexts, ({ type }) => type)].map(([type, some]) => table(type, some, screen)).join('\n\n')
}
