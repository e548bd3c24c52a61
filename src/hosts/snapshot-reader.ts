import type { FileFound, FileQuery, Way } from './files.js'
import type { Facts, HostReader } from './reader.js'

/** A planner needs something that is not known yet. It is asked again after `load` has read it. */
export class NotReadYet extends Error {
  override readonly name = 'NotReadYet'
}

/** What can be read, or something else if it cannot. What is only not read yet is asked again. */
export const readOr = <Value>(read: () => Value, otherwise: (error: unknown) => Value): Value => {
  try {
    return read()
  } catch (error) {
    if (error instanceof NotReadYet) throw error
    return otherwise(error)
  }
}

/** The source of a snapshot. Each call is one round trip. */
export interface SnapshotSource {
  readonly facts: () => Promise<Facts>
  readonly read: (queries: readonly FileQuery[]) => Promise<readonly FileFound[]>
}

/** Planners treat a link that leads nowhere as missing. */
const kindOf = ({ state, leadsTo }: FileFound): string | undefined => (state?.kind === 'link' ? leadsTo : state?.kind)

/**
 * A host behind a connection, as planners see it. Planners are synchronous. They stop when they need something that is
 * not known yet. Then everything that any planner needs is read together, and they are asked again.
 */
export class SnapshotReader implements HostReader {
  readonly #known = new Map<string, FileFound>()
  readonly #asked = new Set<string>()
  #facts: Facts | undefined
  #isAskedForFacts = false

  constructor(
    readonly host: string,
    readonly home: string,
    private readonly source: SnapshotSource,
  ) {}

  get facts(): Facts {
    this.#isAskedForFacts = true
    return this.#facts ?? stop('facts')
  }

  readonly text = (path: string): string | undefined => this.#find(path).text
  readonly exists = (path: string): boolean => kindOf(this.#find(path)) !== undefined
  readonly isDirectory = (path: string): boolean => kindOf(this.#find(path)) === 'directory'
  readonly list = (path: string): readonly string[] => this.#find(path).names ?? []
  readonly way = (path: string): Way => this.#find(path).way ?? { real: path, parts: [], onDevice: [] }

  /** Reads what was asked for. Returns whether there was anything to read. */
  async load(): Promise<boolean> {
    const paths = [...this.#asked]
    this.#asked.clear()
    const needsFacts = this.#isAskedForFacts && this.#facts === undefined
    if (needsFacts) this.#facts = await this.source.facts()
    const found =
      paths.length === 0
        ? []
        : await this.source.read(paths.map((path) => ({ path, text: true, names: true, way: true })))
    for (const [index, path] of paths.entries()) this.#known.set(path, found[index] ?? {})
    return needsFacts || paths.length > 0
  }

  /** Forgets files, because they may have changed since. The facts stay. */
  forget(): void {
    this.#known.clear()
  }

  #find(path: string): FileFound {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    this.#asked.add(path)
    return stop(path)
  }
}

const stop = (what: string): never => {
  throw new NotReadYet(`${what} is not read yet`)
}
