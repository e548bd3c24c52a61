/** The owner of a generated text, from its first lines. */
export interface TextOwner {
  readonly context: string
  readonly uuid: string
}

/** The first line of a configuration file, the second of a PHP file. */
const pattern = /^(?:<\?php\n)?(?:#|\/\/) provision: (@\S+) ([0-9a-f-]{36})\n/

/** The owner of a generated file. Undefined if the text names none. */
export const textOwner = (text: string | undefined): TextOwner | undefined => {
  const [, context, uuid] = pattern.exec(text ?? '') ?? []
  return context === undefined || uuid === undefined ? undefined : { context, uuid }
}
