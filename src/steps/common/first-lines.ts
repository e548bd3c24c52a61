const mostLines = 3
const longest = 200
const mostRead = 10_000

/** The first lines of a page, as one line of plain text. Empty for an empty page. */
export const firstLines = (body: string): string =>
  body
    .slice(0, mostRead)
    .replaceAll(/<(style|script|head)\b[^]*?<\/\1>|<[^>]*>/gi, ' ')
    .split('\n')
    .map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
    .filter((line) => line !== '')
    .slice(0, mostLines)
    .join(' / ')
    .slice(0, longest)
