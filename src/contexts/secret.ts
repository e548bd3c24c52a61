import { quoting, type Quoting } from '../lib/quoting.js'

// Users cannot type U+0001: plain text has no control characters.
const fence = '\u0001'
const markPattern = /\u0001(@[^ \u0001]+) ([a-z_0-9]+) ([a-z]+)\u0001/g

/**
 * Stands for a secret in texts and plans until a step runs; `as` says how the value is quoted where it goes.
 */
export const secretMark = (context: string, property: string, as: Quoting = 'plain'): string =>
  `${fence}${context} ${property} ${as}${fence}`

export const hasSecret = (text: string): boolean => text.includes(fence)

/** Puts secrets in the places of their marks. `read` gives undefined for one that is not known yet. */
export const fillSecrets = (
  text: string,
  read: (context: string, property: string) => string | undefined,
): string | undefined => {
  if (!hasSecret(text)) return text
  let known = true
  const filled = text.replace(markPattern, (_, context: string, property: string, as: Quoting) => {
    const secret = read(context, property)
    if (secret === undefined) known = false
    return quoting[as](secret ?? '')
  })
  return known ? filled : undefined
}

export const maskSecrets = (text: string): string => text.replace(markPattern, '********')
