/** A text without the byte order mark that some editors write first, and that is no JSON. */
export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)
