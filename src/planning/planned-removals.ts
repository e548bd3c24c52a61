import { posix } from 'node:path'
import type { HostReader } from '../hosts/reader.js'
import type { Kinds } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'

const ancestorsOf = (path: string): readonly string[] => {
  const parent = posix.dirname(path)
  return parent === path ? [path] : [path, ...ancestorsOf(parent)]
}

/**
 * What the contexts of a task remove, for contexts that are planned after them. Once its sites are removed, an empty
 * folder is empty for the planner of their platform. A context that relies on this needs the other to succeed.
 */
export class PlannedRemovals {
  /** The context that removes a path, by host and path. */
  readonly #remover = new Map<string, string>()
  readonly #reliedOn = new Set<string>()

  constructor(private readonly kinds: Kinds) {}

  /** Records what the steps of a context remove. */
  add(context: string, steps: readonly Step[]): void {
    for (const step of steps)
      for (const path of this.kinds.get(step.kind)?.removes?.(step) ?? [])
        this.#remover.set(`${step.host}:${path}`, context)
  }

  /** The contexts whose removals were relied on since the last call, except the given one. */
  takeReliedOn(except: string): readonly string[] {
    const names = [...this.#reliedOn].filter((name) => name !== except)
    this.#reliedOn.clear()
    return names
  }

  /** A reader of the host as it will be after the removals. */
  readerAfter(reader: HostReader): HostReader {
    const isRemoved = (path: string): boolean => this.#isRemoved(reader.host, path)
    return {
      host: reader.host,
      home: reader.home,
      get facts() {
        return reader.facts
      },
      text: (path) => (isRemoved(path) ? undefined : reader.text(path)),
      way: (path) => reader.way(path),
      exists: (path) => !isRemoved(path) && reader.exists(path),
      isDirectory: (path) => !isRemoved(path) && reader.isDirectory(path),
      list: (path) => (isRemoved(path) ? [] : this.#remaining(reader, path)),
    }
  }

  #remaining(reader: HostReader, folder: string): readonly string[] {
    const names = reader.list(folder)
    return this.#remover.size === 0 ? names : names.filter((name) => !this.#isRemoved(reader.host, `${folder}/${name}`))
  }

  #isRemoved(host: string, path: string): boolean {
    if (this.#remover.size === 0) return false
    const remover = ancestorsOf(path).flatMap((ancestor) => this.#remover.get(`${host}:${ancestor}`) ?? [])[0]
    if (remover !== undefined) this.#reliedOn.add(remover)
    return remover !== undefined
  }
}
