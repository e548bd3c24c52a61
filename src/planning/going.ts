import { posix } from 'node:path'
import type { HostReader } from '../hosts/reader.js'
import type { Kinds } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'

const ancestorsOf = (path: string): readonly string[] => {
  const parent = posix.dirname(path)
  return parent === path ? [path] : [path, ...ancestorsOf(parent)]
}

/**
 * What the contexts of a task remove, for those that are planned after them: a folder that is empty once the sites in
 * it have gone is empty to the planner of their platform. Whoever counts on that needs the other to succeed.
 */
export class Going {
  /** The context that removes a path, by host and path. */
  readonly #remover = new Map<string, string>()
  readonly #countedOn = new Set<string>()

  constructor(private readonly kinds: Kinds) {}

  /** Notes what the steps of a context remove. */
  add(context: string, steps: readonly Step[]): void {
    for (const step of steps)
      for (const path of this.kinds.get(step.kind)?.removes?.(step) ?? [])
        this.#remover.set(`${step.host}:${path}`, context)
  }

  /** The contexts whose removals were counted on since this was asked last, other than the given one. */
  takeCountedOn(except: string): readonly string[] {
    const names = [...this.#countedOn].filter((name) => name !== except)
    this.#countedOn.clear()
    return names
  }

  /** A host as it will be. */
  seenIn(reader: HostReader): HostReader {
    const isGone = (path: string): boolean => this.#isGone(reader.host, path)
    return {
      host: reader.host,
      home: reader.home,
      get facts() {
        return reader.facts
      },
      text: (path) => (isGone(path) ? undefined : reader.text(path)),
      exists: (path) => !isGone(path) && reader.exists(path),
      isDirectory: (path) => !isGone(path) && reader.isDirectory(path),
      list: (path) => (isGone(path) ? [] : this.#staying(reader, path)),
    }
  }

  #staying(reader: HostReader, folder: string): readonly string[] {
    const names = reader.list(folder)
    return this.#remover.size === 0 ? names : names.filter((name) => !this.#isGone(reader.host, `${folder}/${name}`))
  }

  #isGone(host: string, path: string): boolean {
    if (this.#remover.size === 0) return false
    const remover = ancestorsOf(path).flatMap((one) => this.#remover.get(`${host}:${one}`) ?? [])[0]
    if (remover !== undefined) this.#countedOn.add(remover)
    return remover !== undefined
  }
}
