import { type ProvisionError, usage } from '../../errors.js'
import { nearest } from '../../lib/nearest.js'

/** The error about an unknown word, with a suggestion. */
export const unknown = (what: string, word: string, known: readonly string[], otherwise: string): ProvisionError => {
  const meant = nearest(word, known)
  return usage(`${word} is not a ${what}`, meant === undefined ? otherwise : `did you mean ${meant}?`)
}

export { usage } from '../../errors.js'
