import type { ChangeLine } from '../../engine/progress.js'
import type { Paint } from './colour.js'
import type { Detailed } from './plan-text.js'

const painted = (row: string, paint: Paint): string => {
  if (row.startsWith('+')) return paint.green(row)
  if (row.startsWith('-')) return paint.red(row)
  return row.startsWith('@@') ? paint.cyan(row) : row
}

/** The changed lines as a unified diff. Loads the library only if there is something to compare. */
export const loadDifference = async (): Promise<(paint: Paint) => Detailed> => {
  const { createTwoFilesPatch } = await import('diff')
  return (paint) =>
    ({ before = '', after = '' }: ChangeLine) => {
      if (before === after) return []
      const rows = createTwoFilesPatch('', '', before, after, '', '', { context: 3 }).trimEnd().split('\n')
      return rows.slice(rows.findIndex((row) => row.startsWith('@@'))).map((row) => painted(row, paint))
    }
}
