import { quoting, type Quoting } from '../lib/quoting.js'

// Values of users cannot contain U+0001, because plain text has no control characters.
const fence = '\u0001'
const markPattern = /\u0001(@[^ \u0001]+) ([a-z_0-9]+) ([a-z]+)\u0001/g

/** A mark that replaces a secret in texts and plans until a step runs. `as` says how the value is quoted. */
export const secretMark = (context: string, property: string, as: Quoting = 'plain'): string =>
  `${fence}${context} ${property} ${as}${fence}`

export const hasSecret = (text: string): boolean => text.includes(fence)

/** Replaces the marks with their secrets. Returns undefined if `read` does not know one. */
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
