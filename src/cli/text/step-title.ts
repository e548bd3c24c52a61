/** `save the context @x` as `save the context`, for a place that names the context already. */
export const titleIn = (context: string, title: string): string => {
  const at = title.length - context.length - 1
  if (!title.endsWith(` ${context}`) || at <= 0) return title
  return title.slice(0, at).replace(/ (?:of|for)$/, '')
}
