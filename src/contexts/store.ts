import { ProvisionError, messageOf } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import { inHome } from '../lib/home-folders.js'
import { nearest } from '../lib/nearest.js'
import { systemErrorOf } from '../lib/system-errors.js'
import { type ContextRecord, readRecord } from './record.js'

const suffix = '.json'

/** The file of a context: its name without the `@`. */
export const contextPath = (home: string, name: string): string => inHome(home, 'contexts', `${name.slice(1)}${suffix}`)

/** The folder with context files, one for each context. */
export class ContextStore {
  readonly folder: string
  readonly #stored = new Map<string, ContextRecord | undefined>()
  readonly #assumed = new Map<string, ContextRecord>()

  constructor(
    readonly home: string,
    private readonly reader: HostReader,
  ) {
    this.folder = inHome(home, 'contexts')
  }

  path(name: string): string {
    return contextPath(this.home, name)
  }

  /** The names of all contexts, with their `@`. */
  names(): readonly string[] {
    return this.reader
      .list(this.folder)
      .filter((file) => file.endsWith(suffix) && !file.startsWith('.'))
      .map((file) => `@${file.slice(0, -suffix.length)}`)
  }

  find(name: string): ContextRecord | undefined {
    return this.#assumed.get(name) ?? this.stored(name)
  }

  /** The record in the file, ignoring assumed ones. Each file is read once. */
  stored(name: string): ContextRecord | undefined {
    if (!this.#stored.has(name)) this.#stored.set(name, this.#read(name))
    return this.#stored.get(name)
  }

  read(name: string): ContextRecord {
    const record = this.find(name)
    if (record !== undefined) return record
    throw new ProvisionError('PROVISION_MISSING_CONTEXT', `there is no context ${name}`, { fix: this.#similar(name) })
  }

  /** Uses a record instead of the file, to plan for contexts that are not saved yet. */
  assume(record: ContextRecord): void {
    this.#assumed.set(record.name, record)
  }

  #read(name: string): ContextRecord | undefined {
    const path = this.path(name)
    const text = this.#text(path)
    if (text === undefined) return undefined
    const record = readRecord(path, text)
    if (record.name === name) return record
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: its context is named ${record.name}`, {
      fix: 'name the file after its context, without the @',
    })
  }

  /** A file that the system does not let us read is a damaged context, and affects no other. */
  #text(path: string): string | undefined {
    try {
      return this.reader.text(path)
    } catch (error) {
      const known = systemErrorOf(error)
      if (known === undefined) throw error
      throw new ProvisionError(known.code, messageOf(error), { cause: error, fix: known.fix })
    }
  }

  #similar(name: string): string {
    const similar = nearest(name, this.names())
    return similar === undefined ? 'provision-list shows all contexts' : `did you mean ${similar}?`
  }
}
