import { commandFirst } from '../../src/cli/typed/argv.js'
import { type DefinitionName, answersOf } from '../../src/cli/json/schema.js'
import { commands } from '../../src/commands/commands.generated.js'
import { complaintsAbout } from '../support/json-answers.js'
import type { Ended } from './command-line.js'

const commandOf = (words: readonly string[]): string => {
  try {
    return commandFirst(words, Object.keys(commands))[0] ?? ''
  } catch {
    return ''
  }
}

const answersTo = (words: readonly string[], code: number | null): readonly DefinitionName[] => {
  const answers = answersOf(commandOf(words))
  return code === 0 ? answers : [...answers, 'task']
}

/** Fails when the command printed another JSON than the reference says. */
export const checkJson = (words: readonly string[], { code, stdout }: Ended): void => {
  if (!words.includes('--json') || words.includes('--help')) return
  const complaints = answersTo(words, code)
    .filter((name) => name !== 'value' || words.some((word) => word.startsWith('--property')))
    .map((name) => complaintsAbout(JSON.parse(stdout), name))
  if (complaints.every((some) => some.length > 0)) throw new Error(complaints.flat().join('\n'))
}
