type Row = readonly string[]

/** Aligns the cells of rows in columns. Returns one line for each row. */
export const columns = (rows: readonly Row[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
