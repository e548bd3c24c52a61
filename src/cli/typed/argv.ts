import { unknown, usage } from './usage.js'

const prefix = 'provision-'

/** `verify` stands for `provision-verify`, `sandbox start` for `sandbox:start`. */
const commandAt = (words: readonly string[], at: number, commands: readonly string[]): string | undefined => {
  const word = words[at] ?? ''
  return [`${word}:${words[at + 1]}`, word, `${prefix}${word}`].find((id) => commands.includes(id))
}

const mayComeFirst = (word: string): boolean => /^[@-]/.test(word)

/** Moves the id of the command to the front: `@x verify --json` becomes `provision-verify @x --json`. */
export const commandFirst = (words: readonly string[], commands: readonly string[]): readonly string[] => {
  const at = words.findIndex((word, here) => commandAt(words, here, commands) !== undefined || !mayComeFirst(word))
  if (at === -1) throw noCommand(words)
  const id = commandAt(words, at, commands)
  if (id === undefined) throw unknownCommand(words, at, commands)
  const taken = id.includes(':') ? 2 : 1
  return [id, ...words.slice(0, at), ...words.slice(at + taken)]
}

const noCommand = (words: readonly string[]) => {
  const name = words.find((word) => word.startsWith('@'))
  return name === undefined
    ? usage('no command given', 'provision --help shows the commands')
    : usage(`no command given for ${name}`, `provision ${name} provision-verify, or another command: provision --help`)
}

const unknownCommand = (words: readonly string[], at: number, commands: readonly string[]) => {
  const typed = commands.flatMap((id) => [
    id.replace(':', ' '),
    ...(id.startsWith(prefix) ? [id.slice(prefix.length)] : []),
  ])
  const topic = commands.some((id) => id.startsWith(`${words[at]}:`))
  const word = topic ? words.slice(at, at + 2).join(' ') : (words[at] ?? '')
  return unknown('command', word, typed, 'provision --help shows the commands')
}

/** The words of a command line before `--`. What follows belongs to another program. */
export const ownWords = (words: readonly string[]): readonly string[] => {
  const at = words.indexOf('--')
  return at === -1 ? words : words.slice(0, at)
}

/** A flag in oclif's description. */
export interface DeclaredFlag {
  readonly type: 'boolean' | 'option'
}
export type DeclaredFlags = { readonly [name: string]: DeclaredFlag }

export interface Split {
  /** For oclif: flags and names. */
  readonly options: readonly string[]
  /** Undefined for a property without a value. */
  readonly properties: TypedProperties
}

export type TypedProperties = Readonly<Record<string, string | undefined>>

const parts = (word: string): { readonly name: string; readonly value: string | undefined } => {
  const at = word.indexOf('=')
  return at === -1 ? { name: word.slice(2), value: undefined } : { name: word.slice(2, at), value: word.slice(at + 1) }
}

const isLong = (word: string | undefined): word is string => word !== undefined && /^--./.test(word)

/** Separates `--http_port=8080` and `--http_port 8080` from the flags, because oclif refuses unknown flags. */
export const splitProperties = (words: readonly string[], flags: DeclaredFlags): Split => {
  const options: string[] = []
  const properties = new Map<string, string | undefined>()
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const kind = kindOf(word, flags)
    if (kind === 'property') at += addProperty(properties, word, words[at + 1])
    else if (kind === 'option' && !word.includes('=')) options.push(word, ...words.slice(++at, at + 1))
    else options.push(word)
  }
  return { options, properties: Object.fromEntries(properties) }
}

const kindOf = (word: string, flags: DeclaredFlags): 'boolean' | 'option' | 'property' | 'word' => {
  if (!isLong(word)) return 'word'
  const { name } = parts(word)
  return Object.hasOwn(flags, name) ? (flags[name]?.type ?? 'word') : 'property'
}

/** Returns the number of words of the value. */
const addProperty = (properties: Map<string, string | undefined>, word: string, next: string | undefined): number => {
  const { name, value } = parts(word)
  if (properties.has(name)) throw usage(`--${name} is given twice`, 'give it once')
  const following = value === undefined && !isLong(next) ? next : undefined
  properties.set(name, value ?? following)
  return following === undefined ? 0 : 1
}

/** The seconds of `--wait` without a value: a day, which is practically for ever. */
const longWait = 86_400

/** Adds missing values, because oclif has no flags with an optional value. */
export const spellOut = (words: readonly string[]): readonly string[] =>
  words.map((word) => (word === '--wait' ? `--wait=${longWait}` : word))
