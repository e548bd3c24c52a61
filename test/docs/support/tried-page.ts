import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Block, blocksOf } from '../../support/markdown.js'
import type { CopiedTree } from './copied-tree.js'

/** Commands that a page has the reader type, and lines that it shows of what comes back. */
export interface Trial {
  readonly lead: string
  readonly commands: string
  /** None where the page shows nothing. */
  readonly shown: readonly string[]
}

const isBuild = (text: string): boolean =>
  text
    .trim()
    .split('\n')
    .every((line) => line.startsWith('npm run '))

/** The scripts of npm that a page has the reader run. */
export const buildsOf = (page: string): readonly string[] =>
  blocksOf(page)
    .filter(({ language, text }) => language === 'sh' && isBuild(text))
    .flatMap(({ text }) => [...text.matchAll(/^npm run (\S+)/gm)].map(([, script = '']) => script))

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const shownAfter = (blocks: readonly Block[], index: number): readonly string[] => {
  const next = blocks[index + 1]
  return next?.language === 'text' ? linesOf(next.text) : []
}

/** All that a page has the reader type, but for the build. */
export const trialsOf = (page: string): readonly Trial[] => {
  const blocks = blocksOf(page)
  return blocks.flatMap(({ language, text, lead }, index) =>
    language === 'sh' && !isBuild(text) ? [{ lead, commands: text, shown: shownAfter(blocks, index) }] : [],
  )
}

const marker = '#### next'
/** Stands where the shell ended before the page did. */
export const endedEarly = '#### ended early'

/** Types all of it in one shell, below a folder of its own in the place of `/tmp`; gives what came back each time. */
export const tryAll = async (trials: readonly Trial[], tree: CopiedTree, name: string): Promise<readonly string[]> => {
  const folder = join(tree.path, name)
  mkdirSync(folder)
  const script = trials.map(({ commands }) => `echo '${marker}'\n${commands}`).join('\n')
  const { code, said } = await tree.run(['bash', '-e', '-c', script.replaceAll('/tmp/', `${folder}/`)])
  const [, ...parts] = `${said}${code === 0 ? '' : endedEarly}`.replaceAll(`${folder}/`, '/tmp/').split(`${marker}\n`)
  return parts
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const times = /\d+(?:\\\.\d+)? s\b/g

/** `…` in a line stands for a part of it, `…` alone for any lines; times differ. */
const patternOf = (line: string): string =>
  line === '…'
    ? '(?:[^\n]*\n)*'
    : `${line
        .split('…')
        .map((part) => escaped(part).replace(times, '[\\d.]+ m?s'))
        .join('[^\n]*')}\n`

/** Whether all that came back is what a page shows; indents and empty lines do not count. */
export const isShown = (said: string, shown: readonly string[]): boolean =>
  new RegExp(`^${shown.map(patternOf).join('')}$`).test(
    linesOf(said)
      .map((line) => `${line}\n`)
      .join(''),
  )
