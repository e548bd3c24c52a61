/**
 * Sorts names so that each comes after its dependencies, and otherwise keeps their order. Unknown dependencies are
 * ignored. `onCircle` gets the names of a circular dependency; if it returns, the circle is cut.
 */
export const dependenciesFirst = (
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
  onCircle: (circle: readonly string[]) => void = () => {},
): readonly string[] => {
  const known = new Set(names)
  const ordered = new Set<string>()
  const add = (name: string, path: readonly string[]): void => {
    if (ordered.has(name) || !known.has(name)) return
    if (path.includes(name)) return onCircle([...path.slice(path.indexOf(name)), name])
    for (const dependency of dependenciesOf(name)) add(dependency, [...path, name])
    ordered.add(name)
  }
  for (const name of names) add(name, [])
  return [...ordered]
}
