import { type Paint, paintFor } from './colour.js'

/** The place that text is written to: its colours, and the characters that fit in a line. */
export interface Screen {
  readonly paint: Paint
  readonly columns: number
}

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

const defaultColumns = 80

/** A pipe or a file has lines of any length. */
export const screenFor = (stream: Stream): Screen => ({
  paint: paintFor(stream),
  columns: stream.isTTY ? stream.columns || defaultColumns : Number.POSITIVE_INFINITY,
})
