/** A compiled gettext catalogue with one translation besides its header. */
export const languageFile = (original: string, translation: string): Buffer => {
  const texts = [
    ['', 'Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n'],
    [original, translation],
  ] as const
  const header = [0x950412de, 0, 2, 28, 44, 0, 60]
  const strings = [...texts.map(([from]) => from), ...texts.map(([, to]) => to)].map((text) => Buffer.from(`${text}\0`))
  let offset = 60
  const table = strings.flatMap((text) => {
    const entry = [text.length - 1, offset]
    offset += text.length
    return entry
  })
  const numbers = [...header, ...table]
  const start = Buffer.alloc(numbers.length * 4)
  numbers.forEach((number, at) => start.writeUInt32LE(number, at * 4))
  return Buffer.concat([start, ...strings])
}
