import { ProvisionError } from '../errors.js'

/** Whether a word is a pattern, not a name. No name contains such a character. */
export const isPattern = (word: string): boolean => /[*?[{]/.test(word)

const special: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '{': '(?:', '}': ')' }

const literal = (text: string): string => text.replace(/[\\^$.|+(){}[\]*?]/g, '\\$&')

/** `[a-c]`, or `[!a-c]` for all other characters. */
const characterClass = (part: string): string => {
  const [, negated = '', characters = ''] = /^\[(!?)(.*)\]$/.exec(part) ?? []
  return `[${negated && '^'}${characters.replace(/[\\^[]/g, '\\$&')}]`
}

/** Translates part of a pattern. A comma separates alternatives only inside braces. */
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
