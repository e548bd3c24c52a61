import type { Provision } from '../../provision/api.js'
import { ProvisionError } from '../../errors.js'
import { isPattern } from '../../lib/globs.js'
import { command } from '../../lib/shell-word.js'
import { readNames } from './input.js'

/** Which contexts a glob selects. */
interface Selecting {
  /** Whether those that were deleted are left out, which a name alone would make anew. */
  readonly present: boolean
}

const noMatch = (pattern: string, provision: Provision): ProvisionError => {
  const [deleted] = provision.names(pattern, { present: false })
  return new ProvisionError('PROVISION_MISSING_CONTEXT', `no context matches ${pattern}`, {
    fix:
      deleted === undefined
        ? 'provision-list shows the existing contexts'
        : command`what matches was deleted: provision-install ${deleted} makes it anew`,
  })
}

const matching = (pattern: string, provision: Provision, selecting: Selecting): readonly string[] => {
  const names = provision.names(pattern, selecting)
  if (names.length > 0) return names
  throw noMatch(pattern, provision)
}

/** The contexts that the arguments select: names, globs, and `-` for names on standard input. No duplicates. */
export const contextNames = (
  words: readonly string[],
  provision: Provision,
  selecting: Selecting,
): readonly string[] => {
  const given = words.flatMap((word) => (word === '-' ? readNames() : [word]))
  return [...new Set(given.flatMap((word) => (isPattern(word) ? matching(word, provision, selecting) : [word])))]
}
