/** What a list says of a context of which this version does not know all: a word for its line. */
export const unknownRemark = (unknown: readonly string[] | undefined): string =>
  unknown === undefined ? '' : `unknown: ${unknown.join(', ')}`

/** The same in a sentence of its own. */
export const unknownText = (unknown: readonly string[]): string =>
  `this version does not know ${unknown.join(', ')}: upgrade Provision; tasks on this context are refused`
