import { join } from 'node:path'
import { ProvisionError } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import { nearest } from '../lib/nearest.js'
import { type ContextRecord, readRecord } from './record.js'

const suffix = '.json'

/** The folder of context files: one for each context, named after it without the `@`. */
export class ContextStore {
  readonly folder: string
  readonly #records = new Map<string, ContextRecord | undefined>()

  constructor(
    home: string,
    private readonly reader: HostReader,
  ) {
    this.folder = join(home, 'contexts')
  }

  path(name: string): string {
    return join(this.folder, `${name.slice(1)}${suffix}`)
  }

  /** The names of all contexts, with their `@`. */
  names(): readonly string[] {
    return this.reader
      .list(this.folder)
      .filter((file) => file.endsWith(suffix) && !file.startsWith('.'))
      .map((file) => `@${file.slice(0, -suffix.length)}`)
  }

  /** Each file is read once. */
  find(name: string): ContextRecord | undefined {
    if (!this.#records.has(name)) this.#records.set(name, this.#read(name))
    return this.#records.get(name)
  }

  read(name: string): ContextRecord {
    const record = this.find(name)
    if (record !== undefined) return record
    throw new ProvisionError('PROVISION_MISSING_CONTEXT', `there is no context ${name}`, { fix: this.#similar(name) })
  }

  /** Forgets what was read of a context, so that it is read anew. */
  forget(name: string): void {
    this.#records.delete(name)
  }

  /** Puts a record in the place of the file, for planning what is not saved yet. */
  assume(record: ContextRecord): void {
    this.#records.set(record.name, record)
  }

  #read(name: string): ContextRecord | undefined {
    const path = this.path(name)
    const text = this.reader.text(path)
    if (text === undefined) return undefined
    const record = readRecord(path, text)
    if (record.name === name) return record
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: it is named ${record.name}`, {
      fix: 'name the file after its context, without the @',
    })
  }

  #similar(name: string): string {
    const similar = nearest(name, this.names())
    return similar === undefined ? 'provision-list shows the contexts there are' : `did you mean ${similar}?`
  }
}
