import { stripVTControlCharacters } from 'node:util'
import type { Command } from '@oclif/core/command'
import { meantOr, unknown, usage } from './usage.js'
import type { ProvisionError } from '../../errors.js'

/** An error of oclif's parser. It tells what was typed only in its message. */
interface OclifError extends Error {
  readonly oclif?: object
}

const isOfOclif = (error: unknown): error is OclifError => error instanceof Error && 'oclif' in error

const typedId = ({ id }: Command.Class): string => id.replace(':', ' ')

const exampleOf = ({ examples }: Command.Class): string => String(examples[0]).replace('<%= config.bin %>', 'provision')

const argumentsOf = ({ args }: Command.Class): string =>
  Object.keys(args)
    .map((name) => name.toUpperCase())
    .join(' ')

const valueOf = (name: string, { flags }: Command.Class): string => {
  const flag = flags[name]
  if (flag?.type !== 'option') return 'VALUE'
  return flag.options?.join('|') ?? String(flag.helpValue ?? 'VALUE')
}

const missingArgument = (command: Command.Class): ProvisionError => {
  const [name = '', { description = '' } = {}] =
    Object.entries(command.args ?? {}).find(([, arg]) => arg.required) ?? []
  return usage(`${typedId(command)} needs ${name.toUpperCase()}: ${description}`, `for example: ${exampleOf(command)}`)
}

const tooMany = (words: string, command: Command.Class): ProvisionError => {
  const takes = argumentsOf(command)
  const isProperty = /^\w+=/.test(words)
  return usage(
    `${words}: ${typedId(command)} takes ${takes === '' ? 'no arguments' : `only ${takes}`}`,
    isProperty ? `did you mean --${words}?` : `leave it out, or run ${typedId(command)} for each`,
  )
}

const notChosen = (name: string, given: string, options: readonly string[]): ProvisionError => {
  const fix = meantOr(given, options, `for example: ${name}${options[0] ?? ''}`, name)
  return usage(`${name}${given} is not one of ${options.join(', ')}`, fix)
}

type Say = (found: readonly string[], command: Command.Class) => ProvisionError

/** What oclif says, and what we say instead. */
const sayings: readonly (readonly [said: RegExp, say: Say])[] = [
  [
    /^Parsing --(\S+) \n\tExpected an integer but received: (.*)/,
    ([name = '', given], command) =>
      usage(`--${name}=${given} is not a whole number`, `--${name}=${valueOf(name, command)}, in digits`),
  ],
  [
    /^Parsing --(\S+) \n\tExpected an integer (greater|less) than or equal to (\d+) but received: (.*)/,
    ([name, side, limit, given]) =>
      usage(
        `--${name}=${given} is too ${side === 'greater' ? 'small' : 'large'}`,
        `${limit} or ${side === 'greater' ? 'more' : 'less'}: --${name}=${limit}`,
      ),
  ],
  [/^Missing \d+ required arg/, (_, command) => missingArgument(command)],
  [/Missing required flag (\S+)/, ([name], command) => usage(`${typedId(command)} needs --${name}`, `add --${name}`)],
  [/^Unexpected arguments?: (.*)/, ([words = ''], command) => tooMany(words, command)],
  [
    /^Nonexistent flags?: (\S+?),?(?: |$)/m,
    ([flag = ''], { flags }) =>
      unknown(
        'flag',
        flag,
        Object.keys(flags).map((name) => `--${name}`),
        '--help shows the flags of the command',
      ),
  ],
  [
    /^Expected (--\S+?=)(.*) to be one of: (.*)/,
    ([name = '', given = '', options = '']) => notChosen(name, given, options.split(', ')),
  ],
  [/^Expected (.*) to be one of: (.*)/, ([given = '', options = '']) => notChosen('', given, options.split(', '))],
  [
    /^Flag --(\S+) expects (?:a value|one of these values)/,
    ([name = ''], command) => usage(`--${name} has no value`, `type --${name}=${valueOf(name, command)}`),
  ],
  [/^Flag --(\S+) can only be specified once/, ([name]) => usage(`--${name} is given twice`, 'give it once')],
  [
    /All of the following must be provided when using (--\S+): (--\S+)/,
    ([flag, other]) => usage(`${flag} needs ${other}`, `add ${other}`),
  ],
  [
    /(--\S+?)(?:=\S*)? cannot also be provided when using (--\S+)/,
    ([flag, other]) => usage(`${flag} and ${other} exclude each other`, 'give only one of them'),
  ],
]

/** Turns an error of oclif's parser into one of ours, with what to type instead. Returns any other error unchanged. */
export const parserError = (error: unknown, command: Command.Class): unknown => {
  if (!isOfOclif(error)) return error
  // On a terminal it has colours.
  const message = stripVTControlCharacters(error.message)
  for (const [said, say] of sayings) {
    const found = said.exec(message)
    if (found !== null) return say(found.slice(1), command)
  }
  return usage(message, `provision ${typedId(command)} --help shows the arguments and flags`)
}
