/** Whose a text is, as its first lines tell. */
export interface TextMark {
  readonly context: string
  readonly uuid: string
}

/** In the first line of configuration, in the second of a PHP file. */
const pattern = /^(?:<\?php\n)?(?:#|\/\/) provision: (@\S+) ([0-9a-f-]{36})\n/

/** The mark of a generated file; undefined for a file that has none. */
export const markOf = (text: string | undefined): TextMark | undefined => {
  const [, context, uuid] = pattern.exec(text ?? '') ?? []
  return context === undefined || uuid === undefined ? undefined : { context, uuid }
}
