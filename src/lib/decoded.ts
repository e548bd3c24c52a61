/** A text without its percent signs, as `encodeURIComponent` has made it. Undefined for any other. */
export const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
