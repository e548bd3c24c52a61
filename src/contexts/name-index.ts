import type { NameTree } from './constraints.js'

const put = (index: Map<string, Set<string>>, place: string, name: string): void => {
  const names = index.get(place)
  if (names === undefined) index.set(place, new Set([name]))
  else names.add(name)
}

/** The names of a tree by their places. A lookup reads only the names above and below. */
export class NameIndex {
  readonly #at = new Map<string, Set<string>>()
  readonly #below = new Map<string, Set<string>>()

  constructor(private readonly tree: Pick<NameTree, 'places' | 'subdirectory'>) {}

  add(name: string): void {
    const places = this.tree.places(name)
    put(this.#at, places[0] ?? name, name)
    for (const place of places) put(this.#below, place, name)
  }

  /** The names at a place. */
  at(place: string): readonly string[] {
    return [...(this.#at.get(place) ?? [])]
  }

  /** The names above, at and below the place of a name. Nothing is below a subdirectory. */
  related(name: string): readonly string[] {
    const [place = name, ...above] = this.tree.places(name)
    const below = this.#isLeaf(name) ? this.at(place) : [...(this.#below.get(place) ?? [])]
    return [
      ...below.filter((other) => !this.#areApart(name, other) && !this.#areApart(other, name)),
      ...above.flatMap((higher) => this.at(higher).filter((other) => !this.#isLeaf(other))),
    ]
  }

  /** A subdirectory and a wildcard at the same place: the wildcard stands for what is below. */
  #areApart(leaf: string, wildcard: string): boolean {
    const [place] = this.tree.places(leaf)
    const isWildcard = !this.#isLeaf(wildcard) && wildcard !== place
    return this.#isLeaf(leaf) && isWildcard && this.tree.places(wildcard)[0] === place
  }

  #isLeaf(name: string): boolean {
    return this.tree.subdirectory(name) !== undefined
  }
}
