import { ProvisionError } from '../errors.js'

/** Whether a word is meant as a pattern rather than as a name: no name has such a character. */
export const isPattern = (word: string): boolean => /[*?[{]/.test(word)

const special: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '{': '(?:', '}': ')' }

const literal = (text: string): string => text.replace(/[\\^$.|+(){}[\]*?]/g, '\\$&')

/** `[a-c]`, and `[!a-c]` for all others. */
const characterClass = (part: string): string => {
  const [, negated = '', characters = ''] = /^\[(!?)(.*)\]$/.exec(part) ?? []
  return `[${negated && '^'}${characters.replace(/[\\^[]/g, '\\$&')}]`
}

/** A part of a pattern as a part of an expression; a comma parts alternatives within braces alone. */
const translated = (part: string, depth: number): string => {
  if (part === ',' && depth > 0) return '|'
  return part.length > 1 && part.startsWith('[') ? characterClass(part) : (special[part] ?? literal(part))
}

const expressionOf = (pattern: string): RegExp => {
  let depth = 0
  const parts = pattern.split(/(\*|\?|[{},]|\[!?[^\]!][^\]]*\])/).map((part) => {
    if (part === '{') depth++
    if (part === '}') depth--
    return translated(part, depth)
  })
  return new RegExp(`^${parts.join('')}$`)
}

/** Whether a name matches a pattern with `*`, `?`, `[…]` and `{…,…}`, as in a shell. */
export const globMatcher = (pattern: string): ((name: string) => boolean) => {
  try {
    const expression = expressionOf(pattern)
    return (name) => expression.test(name)
  } catch (cause) {
    throw new ProvisionError('PROVISION_USAGE', `${pattern} is not a pattern`, {
      cause,
      fix: "a pattern has *, ?, [a-z] and {one,other}, in quotes: '@*.example.com'",
    })
  }
}
