/** Computes a value once for each context. Contexts do not change, and a server has thousands of sites. */
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

/** The same, for a context on a server. */
export const memoizePair = <Key extends object, Other extends object, Rest extends readonly unknown[], Value>(
  compute: (context: Key, other: Other, ...rest: Rest) => Value,
): ((context: Key, other: Other, ...rest: Rest) => Value) => {
  const byOther = memoize((_: Other) =>
    memoize((context: Key, other: Other, ...rest: Rest) => compute(context, other, ...rest)),
  )
  return (context, other, ...rest) => byOther(other)(context, other, ...rest)
}
