import type { DeclaredProperty } from '../../contexts/property.js'
import { servicesOf, typesOf } from './property-words.js'
import { type Table, unique } from './table.js'

/** A command in oclif's manifest. */
export interface DescribedCommand {
  readonly id: string
  readonly args?: { readonly [name: string]: { readonly options?: readonly string[] | undefined } }
  readonly flags?: {
    readonly [name: string]: {
      readonly type: 'boolean' | 'option'
      readonly options?: readonly string[] | undefined
      readonly helpValue?: string | readonly string[] | undefined
    }
  }
}

/** `verify`, or `sandbox start`. */
export const verbOf = (id: string): string => id.replace(/^provision-/, '').replace(':', ' ')

/** The completions of a flag, by the name of its value in help. */
const valuesByHelp = (declared: readonly DeclaredProperty[]): Table =>
  new Map([
    ['@NAME', ['<context>']],
    ['FILE', ['<file>']],
    ['DIR', ['<file>']],
    ['PATH', ['<path>']],
    ['PROPERTY=VALUE', ['<where>']],
    ['TYPE', unique(declared.map(({ contextType }) => contextType))],
    ['SERVICE', servicesOf(declared)],
    ['ID', ['<unsettled>']],
    ['TYPE,TYPE', typesOf('http', declared)],
  ])

export const flagValues = (commands: readonly DescribedCommand[], declared: readonly DeclaredProperty[]): Table => {
  const byHelp = valuesByHelp(declared)
  const types = byHelp.get('TYPE') ?? []
  const known = commands.flatMap(({ id, flags = {} }) =>
    Object.entries(flags).map(([name, { options, helpValue }]) => {
      const byName = types.includes(name) && helpValue === '@NAME' ? [`<${name}>`] : undefined
      const words = options ?? byName ?? byHelp.get(String(helpValue)) ?? []
      // A script separates its words by blanks.
      return [`${verbOf(id)} --${name}`, words.filter((word) => !word.includes(' '))] as const
    }),
  )
  return new Map(known.filter(([, words]) => words.length > 0))
}

export const argWords = ([name, { options }]: readonly [
  string,
  { readonly options?: readonly string[] | undefined },
]) => {
  if (options !== undefined) return options
  return (
    (
      { id: ['<journal>'], what: ['<undoable>'], file: ['<file>'], paths: ['<file>'] } as Readonly<
        Record<string, readonly string[]>
      >
    )[name] ?? ['<context>']
  )
}

export const flagsOf = ({ flags = {} }: DescribedCommand): readonly string[] => [
  '--help',
  ...Object.entries(flags).map(([name, { type }]) => (type === 'option' ? `--${name}=` : `--${name}`)),
]

export const topicsOf = (ids: readonly string[]): Table => {
  const parts = ids.filter((id) => id.includes(':')).map((id) => id.split(':') as [string, string])
  return new Map(
    unique(parts.map(([topic]) => topic)).map((topic) => [
      topic,
      parts.filter(([of]) => of === topic).map(([, word]) => word),
    ]),
  )
}
