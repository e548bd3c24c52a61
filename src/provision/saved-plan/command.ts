import { shellWord } from '../../lib/shell-word.js'
import type { SavedRequest } from './format.js'

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const flagWords = (name: string, value: unknown): readonly string[] => {
  if (value === true) return [`--${name}`]
  if (Array.isArray(value)) return value.map((one) => `--${name}=${wordOf(one)}`)
  return typeof value === 'string' ? [`--${name}=${value}`] : []
}

/** The command that makes the plan anew. */
export const commandOf = ({ task, words, flags, properties, health }: SavedRequest): string =>
  [
    'provision',
    task,
    ...words,
    ...Object.entries(flags).flatMap(([name, value]) => flagWords(name, value)),
    ...Object.entries(properties).map(([name, value]) => `--${name}=${wordOf(value)}`),
    `--health=${health}`,
    '--dry-run',
    '--out=NEW-FILE',
  ]
    .map(shellWord)
    .join(' ')
