/** The values that each dimension may have. */
export type Dimensions<Value> = Readonly<Record<string, readonly Value[]>>
export type Row<Value> = Readonly<Record<string, Value>>

/** Two dimensions with a value each. */
type Pair<Value> = readonly [readonly [string, Value], readonly [string, Value]]

const pairsOf = <Value>(dimensions: Dimensions<Value>): readonly Pair<Value>[] => {
  const names = Object.keys(dimensions)
  return names.flatMap((left, at) =>
    names.slice(at + 1).flatMap((right) =>
      (dimensions[left] ?? []).flatMap((one) =>
        (dimensions[right] ?? []).map(
          (other): Pair<Value> => [
            [left, one],
            [right, other],
          ],
        ),
      ),
    ),
  )
}

const isIn = <Value>(pair: Pair<Value>, row: Row<Value>): boolean =>
  pair.every(([name, value]) => name in row && row[name] === value)

/** A row that begins with a pair that no row has yet, and takes the value each time that brings the most new ones. */
const rowFor = <Value>(missing: readonly Pair<Value>[], dimensions: Dimensions<Value>): Row<Value> => {
  const begun: Row<Value> = Object.fromEntries(missing[0] ?? [])
  return Object.entries(dimensions).reduce<Row<Value>>((row, [name, values]) => {
    if (name in row) return row
    const candidates = values.map((value) => ({ ...row, [name]: value }))
    const brought = (candidate: Row<Value>) => missing.filter((pair) => isIn(pair, candidate)).length
    return candidates.reduce((best, candidate) => (brought(candidate) > brought(best) ? candidate : best))
  }, begun)
}

/** Few rows in which each two values of different dimensions come together at least once. */
export const allPairs = <Value>(dimensions: Dimensions<Value>): readonly Row<Value>[] => {
  const rows: Row<Value>[] = []
  let missing = pairsOf(dimensions)
  while (missing.length > 0) {
    const row = rowFor(missing, dimensions)
    rows.push(row)
    missing = missing.filter((pair) => !isIn(pair, row))
  }
  return rows
}
