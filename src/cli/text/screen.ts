import { type Paint, paintFor } from './colour.js'

/** The output device: its colours, and the number of characters in a line. */
export interface Screen {
  readonly paint: Paint
  readonly columns: number
}

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

const defaultColumns = 80

/** In a pipe or a file, lines may have any length. */
export const screenFor = (stream: Stream): Screen => ({
  paint: paintFor(stream),
  columns: stream.isTTY ? stream.columns || defaultColumns : Number.POSITIVE_INFINITY,
})
