/** A text without characters that control a terminal: each is shown as `\\x1b`. Lines and tabs stay. */
export const printable = (text: string): string =>
  text.replaceAll(/[^\P{C}\n\t]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`
  })
