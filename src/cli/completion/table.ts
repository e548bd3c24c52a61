/** Words by what was typed before: `journal --result` has `done undone …`. */
export type Table = ReadonlyMap<string, readonly string[]>

export const unique = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()
