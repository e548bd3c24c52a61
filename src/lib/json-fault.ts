/** What is wrong with a text that is JSON, and where. */
export interface JsonFault {
  readonly offset: number
  readonly message: string
}

/** Deeper than anything that Provision writes. Whoever walks through a deeper value runs out of stack. */
const mostDepth = 100

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/** The keys of an open object; none for an array. */
type Keys = Set<string>

const twice = (key: string, keys: Keys | undefined): string | undefined => {
  const text = JSON.parse(key) as string
  if (keys?.has(text)) return `it has ${key} twice`
  keys?.add(text)
  return undefined
}

const tooDeep = (open: readonly Keys[]): string | undefined =>
  open.length > mostDepth ? `it is deeper than ${mostDepth} levels` : undefined

/**
 * A key that is twice in one object, of which the last would count without a word, or a value that is too deep. The text
 * is one that `JSON.parse` takes.
 */
export const jsonFault = (text: string): JsonFault | undefined => {
  const open: Keys[] = []
  let last = ''
  for (const { 0: token, index: offset } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set())
    const message = token === ':' ? twice(last, open.at(-1)) : tooDeep(open)
    if (message !== undefined) return { offset, message }
    if (token === '}' || token === ']') open.pop()
    last = token
  }
  return undefined
}

/** The number of the line of a text, from 1 on. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
