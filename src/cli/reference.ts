import type { Command } from '@oclif/core/command'
import type { DeclaredProperty } from '../contexts/property.js'
import { originText, remarks, typesOf } from './text/properties-help.js'
import { aboutProperties, introduction, notice } from './text/reference-text.js'

type Flag = Command.Flag.Cached

const valueOf = (flag: Flag): string => {
  if (flag.type !== 'option') return ''
  return `=${flag.options?.join('|') ?? flag.helpValue ?? 'VALUE'}`
}

const flagName = (flag: Flag): string =>
  `\`--${flag.name}${valueOf(flag)}\`${flag.char === undefined ? '' : `, \`-${flag.char}\``}`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const remarkOf = (flag: Flag): string => {
  const byDefault = flag.type === 'option' && flag.default ? ` (default: ${flag.default})` : ''
  return `${flag.description ?? ''}${byDefault}`
}

const flagRow = (flag: Flag): string => `| ${cell(flagName(flag))} | ${cell(remarkOf(flag))} |`

const table = (rows: readonly string[], head: string): readonly string[] =>
  rows.length === 0 ? [] : [`| ${head} | |`, '|---|---|', ...rows, '']

const spelled = (text: string): string => text.replaceAll('<%= config.bin %>', 'provision')

const outputFlags = ['json', 'backend', 'quiet']

const isOwn = ({ name, helpGroup }: Flag): boolean => helpGroup !== 'TASK' && !outputFlags.includes(name)

const argumentName = (name: string, { required }: { required?: boolean }, { strict }: Command.Cached): string => {
  const word = `${name.toUpperCase()}${strict === false ? ' …' : ''}`
  return required ? word : `[${word}]`
}

const usage = (command: Command.Cached): string => {
  const words = Object.entries(command.args).map(([name, arg]) => argumentName(name, arg, command))
  const flags = Object.values(command.flags).filter(isOwn)
  return [command.id.replaceAll(':', ' '), ...words, ...flags.map((flag) => `[--${flag.name}${valueOf(flag)}]`)].join(
    ' ',
  )
}

const synopsis = (command: Command.Cached): string =>
  `    provision ${typeof command.usage === 'string' ? command.usage : usage(command)}`

const commonText = (flags: readonly Flag[]): string => {
  const [task, output] = [flags.some(({ name }) => name === 'diff'), flags.some(({ name }) => name === 'json')]
  if (task) return 'Also the [flags of tasks](#flags-of-tasks).'
  return output
    ? `Also ${flags
        .filter((flag) => !isOwn(flag))
        .map(flagName)
        .join(', ')}.`
    : ''
}

const commandSection = (command: Command.Cached): string => {
  const { id, summary = '', description, examples = [], args } = command
  const flags = Object.values(command.flags)
  const words = Object.entries(args).map(
    ([name, { description = '' }]) => `| \`${name.toUpperCase()}\` | ${cell(description)} |`,
  )
  return [
    `## ${id.replaceAll(':', ' ')}`,
    '',
    summary,
    '',
    synopsis(command),
    '',
    ...(description === undefined ? [] : [description, '']),
    ...table(words, 'argument'),
    ...table(flags.filter(isOwn).map(flagRow), 'flag'),
    ...[commonText(flags)].filter(Boolean).flatMap((text) => [text, '']),
    '```sh',
    ...examples.map((example) => spelled(String(example))),
    '```',
    '',
  ].join('\n')
}

/** The flags of many commands, listed once. A command lacks those that make no sense for it. */
const taskFlags = (commands: readonly Command.Cached[]): readonly string[] => {
  const flags = commands.flatMap(({ flags }) => Object.values(flags)).filter((flag) => !isOwn(flag))
  const once = [...new Map(flags.map((flag) => [flag.name, flag])).values()]
  return ['## Flags of tasks', '', ...table(once.map(flagRow), 'flag')]
}

export const commandsPage = (commands: readonly Command.Cached[]): string => {
  const sorted = [...commands].sort((a, b) => (a.id < b.id ? -1 : 1))
  return [notice, '# Commands', introduction, ...taskFlags(sorted), sorted.map(commandSection).join('\n')].join('\n')
}

const propertyRow = (declared: DeclaredProperty): string => {
  const { name, property } = declared
  const example = property.example === undefined ? '' : `\`${property.example}\``
  const cells = [`\`${name}\``, property.description, property.values, remarks(declared), originText(declared), example]
  return `| ${cells.map(cell).join(' | ')} |`
}

const sources = {
  given: 'Set by the user',
  recorded: 'Set by tasks',
  derived: 'Computed, never stored',
} as const

/** Removes duplicate rows, because several applications may add the same property. */
const sourceSection = (source: keyof typeof sources, declared: readonly DeclaredProperty[]): readonly string[] => {
  const rows = [...new Set(declared.filter(({ property }) => property.source === source).map(propertyRow))]
  const head = ['| property | | values | | service | example |', '|---|---|---|---|---|---|']
  return rows.length === 0 ? [] : [`### ${sources[source]}`, '', ...head, ...rows, '']
}

export const propertiesPage = (declared: readonly DeclaredProperty[]): string =>
  [
    notice,
    '# Properties',
    aboutProperties,
    ...typesOf(declared).flatMap((type) => {
      const ofType = declared.filter(({ contextType }) => contextType === type)
      const sections = (Object.keys(sources) as (keyof typeof sources)[]).flatMap((source) =>
        sourceSection(source, ofType),
      )
      return [`## ${type}`, '', ...sections]
    }),
  ].join('\n')
