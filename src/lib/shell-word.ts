import { hasUnprintable, oneLine } from './unprintable.js'

/** A word, quoted for a shell. What cannot be printed is escaped as bash reads it. */
export const shellWord = (word: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return hasUnprintable(word) ? `$'${oneLine(word.replace(/[\\']/g, '\\$&'))}'` : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command to type, or a text with one: ``command`rm ${path}` ``. What is filled in is quoted for the shell. */
export const command = (texts: TemplateStringsArray, ...words: readonly (string | number)[]): string =>
  String.raw({ raw: texts }, ...words.map((word) => shellWord(String(word))))
