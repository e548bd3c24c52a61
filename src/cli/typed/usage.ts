import { type ProvisionError, usage } from '../../errors.js'
import { nearest } from '../../lib/nearest.js'

/** What was probably meant, after what comes before the word; otherwise something else to type. */
export const meantOr = (word: string, known: readonly string[], otherwise: string, before = ''): string => {
  const meant = nearest(word, known)
  return meant === undefined ? otherwise : `did you mean ${before}${meant}?`
}

/** The error about an unknown word, with a suggestion. */
export const unknown = (what: string, word: string, known: readonly string[], otherwise: string): ProvisionError =>
  usage(`${word} is not a ${what}`, meantOr(word, known, otherwise))

export { usage } from '../../errors.js'
