/** How many edits a mistyped word may need: one for each three letters. */
const lettersForEachEdit = 3
const mostEdits = 3

/** Insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
const distance = (left: string, right: string): number => {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= left.length; row++) {
    rows.push([row])
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(row - 1, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1)
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      const swapped = row > 1 && column > 1 && isSwap ? at(row - 2, column - 2) + 1 : replaced
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped))
    }
  }
  return at(left.length, right.length)
}

/** The signs that all words of a kind begin with: `@`, `--`. They are no letters that one may mistype. */
const bare = (word: string): string => word.replace(/^(?:@|--)/, '')

const mostFor = (length: number): number => Math.min(mostEdits, Math.floor(length / lettersForEachEdit))

/** The parts of a name such as `d7.example.com`. What names have in common does not make `d7` another word for `cp`. */
const partsOf = (word: string): readonly string[] => bare(word).split(/[._-]/)

const letters = (word: string): string => [...word].sort().join('')

/** Letters in another order are near in the shortest parts, too. */
const isNearPart = (typed: string, known: string): boolean =>
  letters(typed) === letters(known) || distance(typed, known) <= mostFor(Math.max(typed.length, known.length))

const isNear = (typed: string, known: string): boolean => {
  const [left, right] = [partsOf(typed), partsOf(known)]
  if (left.length !== right.length) return true
  return left.every((part, index) => isNearPart(part, right[index] ?? ''))
}

/** Shorter words are at the end of too many others. */
const shortestPart = 3

/** The only word that begins or ends with what was typed: `alias` for `aliases`, `enabled` for `site_enabled`. */
const onlyCompletion = (typed: string, known: readonly string[]): string | undefined => {
  const [first, second] = known.filter((word) => bare(word).startsWith(typed) || bare(word).endsWith(`_${typed}`))
  return typed.length >= shortestPart && second === undefined ? first : undefined
}

/** The word that the user probably meant, among words of the same kind. Undefined if none is near. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const typed = bare(word)
  const most = mostFor(typed.length)
  const [best] = known
    .filter((candidate) => Math.abs(bare(candidate).length - typed.length) <= most && isNear(word, candidate))
    .map((candidate) => ({ candidate, edits: distance(typed, bare(candidate)) }))
    .sort((left, right) => left.edits - right.edits)
  return best !== undefined && best.edits <= most ? best.candidate : onlyCompletion(typed, known)
}
