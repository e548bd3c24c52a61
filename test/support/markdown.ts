import { readFileSync } from 'node:fs'

/** A fenced block of a page: ` ```ts src/x.ts ` has a language and, after it, a path. */
export interface Block {
  readonly language: string
  readonly path: string
  readonly text: string
  /** The sentence before it, without its colon. */
  readonly lead: string
}

const lastSentence = (text: string): string => {
  const [paragraph = ''] = text.trimEnd().split('\n\n').slice(-1)
  const [sentence = ''] = paragraph
    .replaceAll('\n', ' ')
    .split(/(?<=[.:]) /)
    .slice(-1)
  return sentence.replace(/[:.]$/, '')
}

export const blocksOf = (page: string): readonly Block[] => {
  const whole = readFileSync(page, 'utf8')
  return [...whole.matchAll(/^```(\w*) ?(\S*)\n(.*?)^```$/gms)].map(
    ({ index, 1: language = '', 2: path = '', 3: text = '' }) => ({
      language,
      path,
      text,
      lead: lastSentence(whole.slice(0, index)),
    }),
  )
}
