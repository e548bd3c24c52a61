/** Remark in a list on a context that this version does not know completely. */
export const unknownRemark = (unknown: readonly string[] | undefined): string =>
  unknown === undefined ? '' : `unknown: ${unknown.join(', ')}`

/** The same in a sentence of its own. */
export const unknownText = (unknown: readonly string[]): string =>
  `this version does not know ${unknown.join(', ')}: upgrade Provision; tasks on this context are refused`
