/** How many edits a mistyped word may need at most. */
const mostEdits = 3

const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1]
    for (let to = 1; to <= right.length; to++)
      next.push(
        Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (letter === right[to - 1] ? 0 : 1)),
      )
    row = next
  }
  return row[right.length] ?? 0
}

/** The known word that the user probably meant. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= mostEdits)
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((left, right) => left.edits - right.edits)
  return best !== undefined && best.edits <= Math.min(mostEdits, word.length / 2) ? best.candidate : undefined
}
