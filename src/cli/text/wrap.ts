import { stripVTControlCharacters } from 'node:util'

/** The number of visible characters, without colour codes. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length

const noBreak = '\u00a0'

/** Joins words so that `wrap` keeps them on one line: `0.8 s`. */
export const unbroken = (text: string): string => text.replaceAll(' ', noBreak)

const leadingBlanks = (line: string): string => /^ */.exec(line)?.[0] ?? ''

const wrapLine = (line: string, columns: number, hanging: number): readonly string[] => {
  const start = leadingBlanks(line)
  const indent = start + ' '.repeat(hanging)
  const lines: string[] = []
  let current = ''
  for (const word of line.slice(start.length).split(' ')) {
    const next = current === '' ? `${lines.length === 0 ? start : indent}${word}` : `${current} ${word}`
    if (current !== '' && widthOf(next) > columns) {
      lines.push(current.trimEnd())
      current = `${indent}${word}`
    } else current = next
  }
  return [...lines, current]
}

/**
 * Breaks lines that are wider than the screen at spaces, and indents the rest by `hanging` more. A word that is wider
 * than the screen, such as a path, stays whole, so that it can be copied.
 */
export const wrap = (text: string, columns: number, hanging = 0): string => {
  const lines = text.split('\n').flatMap((line) => (widthOf(line) <= columns ? line : wrapLine(line, columns, hanging)))
  return lines.join('\n').replaceAll(noBreak, ' ')
}

const ellipsis = '…'

/** Cuts a line at a word and adds an ellipsis. For text without colours. */
export const cut = (line: string, columns: number): string => {
  if (line.length <= columns) return line
  const end = line.lastIndexOf(' ', columns - 2)
  return `${line.slice(0, end > 0 ? end : Math.max(0, columns - 1)).trimEnd()}${end > 0 ? ' ' : ''}${ellipsis}`
}
