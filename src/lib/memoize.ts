/** Computed once for each context: a context is a value that does not change, and a server has thousands of sites. */
export const memoize = <Key extends object, Rest extends readonly unknown[], Value>(
  compute: (context: Key, ...rest: Rest) => Value,
): ((context: Key, ...rest: Rest) => Value) => {
  const known = new WeakMap<Key, { readonly value: Value }>()
  return (context, ...rest) => {
    const found = known.get(context) ?? { value: compute(context, ...rest) }
    known.set(context, found)
    return found.value
  }
}
