import type { Json } from './property.js'
import { complain } from './shape-error.js'

/**
 * The maximum length of a text property. Longer values are refused, not cut. It is also the maximum length of file
 * names in bytes.
 */
const longestText = 255

/** Text without control characters, so that no value can start a new line, directive or statement. */
export const plainText = (given: Json, longest = longestText): string => {
  if (typeof given === 'object' || given === null) return complain('not text')
  const text = String(given)
  // Most text is ASCII, and V8 needs a millisecond to compile the second expression.
  if (!/^[ -~]*$/.test(text) && /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/u.test(text))
    return complain('has a control character')
  if (text.length > longest) return complain(`longer than ${longest} characters`)
  return text
}
