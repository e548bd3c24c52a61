/** The end of the id of a journal, which is enough to name it. The rest is the time. */
export const shortId = (id: string): string => id.split('-').at(-1) ?? id
