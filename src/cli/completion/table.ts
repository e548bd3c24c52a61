/** Completions by the words before them: `journal --result` has `done undone …`. */
export type Table = ReadonlyMap<string, readonly string[]>

export const unique = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()
