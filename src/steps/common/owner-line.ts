/** Whose a generated text is, as its first lines tell. */
export interface TextOwner {
  readonly context: string
  readonly uuid: string
}

/** In the first line of configuration, in the second of a PHP file. */
const pattern = /^(?:<\?php\n)?(?:#|\/\/) provision: (@\S+) ([0-9a-f-]{36})\n/

/** The owner of a generated file; undefined for a text that names none. */
export const textOwner = (text: string | undefined): TextOwner | undefined => {
  const [, context, uuid] = pattern.exec(text ?? '') ?? []
  return context === undefined || uuid === undefined ? undefined : { context, uuid }
}
