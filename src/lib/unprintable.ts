/** Characters that a terminal would carry out or not show, or that change the order of what it shows. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu

const firstByte = 0xdc00

/** A name of a file as text. If it is not UTF-8, a byte above 127 becomes a half of a surrogate pair: U+DC80 to U+DCFF. */
export const nameText = (name: Buffer): string => {
  const text = name.toString()
  if (Buffer.from(text).equals(name)) return text
  return String.fromCharCode(...[...name].map((byte) => (byte < 0x80 ? byte : firstByte + byte)))
}

/** The bytes of one character. */
const bytesOf = (character: string): readonly number[] => {
  const byte = (character.codePointAt(0) ?? 0) - firstByte
  return byte >= 0x80 && byte <= 0xff ? [byte] : [...Buffer.from(character)]
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const asBytes = (character: string): string => named[character] ?? bytesOf(character).map(hex).join('')

export const hasUnprintable = (text: string): boolean => text.search(unprintable) >= 0

/** In one line, with `\x1b` for what cannot be printed. */
export const oneLine = (text: string): string => text.replace(unprintable, asBytes)

const unit = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')

/** JSON in which nothing is left that a terminal would carry out: its own escapes stand for the same characters. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(unprintable, (character) =>
    character === '\n' ? character : unit(character),
  )

/** The same in several lines: line breaks and tabs stay. */
export const severalLines = (text: string): string =>
  text.replace(unprintable, (character) => (character === '\n' || character === '\t' ? character : asBytes(character)))
