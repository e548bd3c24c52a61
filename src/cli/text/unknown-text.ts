/** The remark in a list about a context with parts that this version does not know. */
export const unknownRemark = (unknown: readonly string[] | undefined): string =>
  unknown === undefined ? '' : `unknown: ${unknown.join(', ')}`

/** The same as a sentence. */
export const unknownText = (unknown: readonly string[]): string =>
  `this version does not know ${unknown.join(', ')}: upgrade Provision; tasks on this context are refused`
