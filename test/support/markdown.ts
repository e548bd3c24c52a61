import { readFileSync } from 'node:fs'

/** A fenced block of a page: ` ```ts src/x.ts ` has a language and, after it, a path. */
export interface Block {
  readonly language: string
  readonly path: string
  readonly text: string
}

export const blocksOf = (page: string): readonly Block[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```(\w*) ?(\S*)\n(.*?)^```$/gms)].map(
    ([, language = '', path = '', text = '']) => ({ language, path, text }),
  )
