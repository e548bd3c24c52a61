import type { Provision } from '../../provision/api.js'
import { ProvisionError } from '../../errors.js'
import { isPattern } from '../../lib/globs.js'
import { readNames } from './input.js'

const matching = (pattern: string, provision: Provision): readonly string[] => {
  const names = provision.names(pattern)
  if (names.length > 0) return names
  throw new ProvisionError('PROVISION_MISSING_CONTEXT', `no context matches ${pattern}`, {
    fix: 'provision-list shows the existing contexts',
  })
}

/** The contexts that the arguments select: names, globs, and `-` for names on standard input. No duplicates. */
export const contextNames = (words: readonly string[], provision: Provision): readonly string[] => {
  const given = words.flatMap((word) => (word === '-' ? readNames() : [word]))
  return [...new Set(given.flatMap((word) => (isPattern(word) ? matching(word, provision) : [word])))]
}
