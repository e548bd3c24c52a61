/** Whether a name matches a pattern with `*`, `?` and `[…]`, as a shell would. */
export const globMatcher = (pattern: string): ((name: string) => boolean) => {
  const parts = pattern.split(/(\*|\?|\[[^\]]+\])/).map((part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    return part.startsWith('[') ? part : part.replace(/[\\^$.|+(){}[\]*?]/g, '\\$&')
  })
  const expression = new RegExp(`^${parts.join('')}$`)
  return (name) => expression.test(name)
}
