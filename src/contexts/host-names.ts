import { join } from 'node:path'
import { fileName } from '../lib/file-name.js'
import type { HostReader } from '../hosts/reader.js'
import type { ContextRecord } from './record.js'
import type { ContextStore } from './store.js'
import { claims } from './validate.js'

/**
 * Which site answers for a host name: `hosts/NAME` holds the site's name, so that asking costs the same among
 * 10,000 sites as among 10. It is a hint: the context file decides, and a hint that it does not bear out is void.
 */
export class HostNames {
  readonly #folder: string

  constructor(
    home: string,
    private readonly look: HostReader,
    private readonly store: ContextStore,
  ) {
    this.#folder = join(home, 'hosts')
  }

  get folder(): string {
    return this.#folder
  }

  path(host: string): string {
    return join(this.#folder, fileName(encodeURIComponent(host)))
  }

  /** The context that the hint names, right or not. */
  hinted(host: string): string | undefined {
    return this.look.text(this.path(host))?.trim()
  }

  /** The context that the host name belongs to, other than `besides`. */
  owner(host: string, besides: string): string | undefined {
    const name = this.hinted(host)
    if (name === undefined || name === besides) return undefined
    const record = this.store.find(name)
    return record !== undefined && has(record, host) ? name : undefined
  }
}

const has = (record: ContextRecord, host: string): boolean => claims(record).some((claim) => claim.host === host)
