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

  constructor(private readonly places: NameTree['places']) {}

  add(name: string): void {
    const places = this.places(name)
    put(this.#at, places[0] ?? name, name)
    for (const place of places) put(this.#below, place, name)
  }

  /** The names at a place. */
  at(place: string): readonly string[] {
    return [...(this.#at.get(place) ?? [])]
  }

  /** The names above, at and below the place of a name. */
  related(name: string): readonly string[] {
    const [place = name, ...above] = this.places(name)
    return [...(this.#below.get(place) ?? []), ...above.flatMap((higher) => this.at(higher))]
  }
}
