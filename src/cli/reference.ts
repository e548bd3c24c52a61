import type { Command } from '@oclif/core/command'
import { contextTypeNames } from '../contexts/types.js'
import type { DeclaredProperty } from '../api.js'
import { originText, remarks } from './properties-help.js'

const notice = '<!-- Written by scripts/reference.mjs (npm run docs): do not edit. -->'

const exitCodes = `
| exit code | means |
|---|---|
| 0 | done, or nothing to do |
| 1 | failed, and everything undone |
| 2 | \`--check\`: there is something to do; \`--detailed-exitcodes\`: something changed |
| 3 | failed, and something could not be undone: it is named |
| 4, 6 | \`--detailed-exitcodes\` and several contexts: some failed; some changed and some failed |
| 64 | the words or values given are wrong, nothing was done |
| 75 | another task holds the context |
| 130 | interrupted, and undone |
`

type Flag = Command.Flag.Cached

const flagName = (flag: Flag): string => {
  const value = flag.type === 'option' ? `=${flag.helpValue ?? 'VALUE'}` : ''
  return `\`--${flag.name}${value}\`${flag.char === undefined ? '' : `, \`-${flag.char}\``}`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const flagRow = (flag: Flag): string => `| ${flagName(flag)} | ${cell(flag.description ?? '')} |`

const spelled = (text: string): string => text.replaceAll('<%= config.bin %>', 'provision')

const commandSection = ({ id, summary, examples = [], flags }: Command.Cached): string => {
  const rows = Object.values(flags).map(flagRow)
  return [
    `## ${id.replace(':', ' ')}`,
    '',
    summary ?? '',
    '',
    '```sh',
    ...examples.map((example) => spelled(String(example))),
    '```',
    ...(rows.length === 0 ? [] : ['', '| flag | |', '|---|---|', ...rows]),
    '',
  ].join('\n')
}

export const commandsPage = (commands: readonly Command.Cached[]): string =>
  [
    notice,
    '# Commands',
    '',
    '`provision provision-VERB @context`, `provision @context provision-VERB` and `provision VERB @context` are the same.',
    exitCodes,
    [...commands]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(commandSection)
      .join('\n'),
  ].join('\n')

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

const sourceSection = (source: keyof typeof sources, declared: readonly DeclaredProperty[]): readonly string[] => {
  const rows = declared.filter(({ property }) => property.source === source).map(propertyRow)
  const head = ['| property | | values | | with | example |', '|---|---|---|---|---|---|']
  return rows.length === 0 ? [] : [`### ${sources[source]}`, '', ...head, ...rows, '']
}

export const propertiesPage = (declared: readonly DeclaredProperty[]): string =>
  [
    notice,
    '# Properties',
    '',
    ...contextTypeNames.flatMap((type) => {
      const ofType = declared.filter(({ contextType }) => contextType === type)
      const sections = (Object.keys(sources) as (keyof typeof sources)[]).flatMap((source) =>
        sourceSection(source, ofType),
      )
      return [`## ${type}`, '', ...sections]
    }),
  ].join('\n')
