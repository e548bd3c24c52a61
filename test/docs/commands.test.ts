import { describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandFirst, ownWords } from '../../src/cli/typed/argv.js'
import { commands } from '../../src/commands/commands.generated.js'
import { Tasks } from '../support/tasks.js'
import { blocksOf } from '../support/markdown.js'

const checkout = new URL('../../', import.meta.url).pathname
const pages = [
  'README.md',
  'contexts/README.md',
  'docs/reference/commands.md',
  // What the pages on adding show is typed into what they make: see adding.test.ts.
  ...readdirSync(join(checkout, 'docs')).flatMap((name) => (name.startsWith('adding-') ? [] : `docs/${name}`)),
]
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(checkout, name))

const manifest: {
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, unknown>> }>>
} = JSON.parse(readFileSync(join(checkout, 'oclif.manifest.json'), 'utf8'))

const properties = new Set(new Tasks('/nonexistent').declared().map(({ name }) => name))
/** Commands in shell examples, in `$(…)` too, without comments and what their output goes to. */
const typed = (page: string): readonly string[] =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) =>
      [...line.matchAll(/(?:^|[(|] ?)(?:bin\/)?provision ([^|#()>]+)/g)].map(([, words = '']) => words),
    )

const quoted = /"[^"]*"|'[^']*'/g

const problemsOf = (line: string): readonly string[] => {
  const words = line.replace(quoted, 'X').trim().split(/\s+/)
  const own = ownWords(words)
  const [id = ''] = commandFirst(own, Object.keys(commands))
  const command = manifest.commands[id]
  if (command === undefined) return [`no command: ${line}`]
  const flags = own.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0] as string)
  return flags
    .filter((flag) => !(flag in command.flags) && !(id === 'provision-save' && properties.has(flag)))
    .map((flag) => `no flag --${flag}: ${line}`)
}

/** A paragraph that says what later versions will have. */
const toCome = /^\*\*To come:\*\*.*?(?=\n\n|$(?![^]))/gms

const commandsNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w/@.-])provision-[a-z][a-z-]*(?![\w/])/g)].map(([name]) => name)

/** Names that are no commands. */
const others = ['provision-demo']

const knownFlags = new Set([
  ...Object.values(manifest.commands).flatMap(({ flags }) => Object.keys(flags)),
  ...properties,
  'help',
  'version',
])

/** `--flag` as the first word of inline code, but for what `bin/drush` takes besides. */
const flagsNamedIn = (page: string, text: string): readonly string[] =>
  page.endsWith('/drush.md') ? [] : [...text.matchAll(/`--([a-z][a-z_-]*)/g)].map(([, name = '']) => name)

describe('the commands that the pages name', () => {
  const texts = [...pages, join(checkout, 'CHANGELOG.md')].map((page) => [page, readFileSync(page, 'utf8')] as const)
  const isThere = (name: string): boolean => name in manifest.commands || others.includes(name)

  it('are there, and their flags', () => {
    const missing = texts.flatMap(([page, whole]) => {
      const text = whole.replace(toCome, '')
      const flags = flagsNamedIn(page, text).filter((name) => !knownFlags.has(name))
      return [...commandsNamedIn(text).filter((name) => !isThere(name)), ...flags].map((name) => `${page}: ${name}`)
    })

    expect(missing).toEqual([])
  })

  it('are not there if they are to come', () => {
    const announced = texts.flatMap(([, text]) => text.match(toCome) ?? []).flatMap(commandsNamedIn)

    expect(announced).not.toEqual([])
    expect(announced.filter(isThere)).toEqual([])
  })
})

describe('the commands that the pages show', () => {
  it('are there, with these flags and properties', () => {
    const lines = pages.flatMap(typed)

    expect(lines.length).toBeGreaterThan(60)
    expect(lines.flatMap(problemsOf)).toEqual([])
  })
})
