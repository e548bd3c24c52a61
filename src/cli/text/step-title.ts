/** Shortens `save the context @x` to `save the context`, because the line names the context already. */
export const titleIn = (context: string, title: string): string => {
  const at = title.length - context.length - 1
  if (!title.endsWith(` ${context}`) || at <= 0) return title
  return title.slice(0, at).replace(/ (?:of|for)$/, '')
}
