/** Most letters that a mistyped word may differ in. */
const mostEdits = 3

const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (let to = 1; to <= other.length; to++)
      next.push(
        Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (letter === other[to - 1] ? 0 : 1)),
      )
    row = next
  }
  return row[other.length] ?? 0
}

/** The known word that a mistyped one was probably meant to be. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= mostEdits)
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((one, other) => one.edits - other.edits)
  return best !== undefined && best.edits <= Math.min(mostEdits, word.length / 2) ? best.candidate : undefined
}
