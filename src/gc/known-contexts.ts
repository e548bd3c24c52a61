import { type ContextRecord, explained } from '../contexts/record.js'
import { ContextStore } from '../contexts/store.js'
import { ProvisionError, messageOf } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import type { KnownContexts } from '../services/orphan.js'

/** The contexts, as far as they can be read. */
export interface ReadableContexts extends KnownContexts {
  /** Errors of files that cannot be read. */
  readonly damaged: readonly unknown[]
}

export const knownContexts = (
  records: readonly ContextRecord[],
  damaged: readonly unknown[] = [],
): ReadableContexts => {
  const byName = new Map(records.map((record) => [record.name, record]))
  return { records, uuids: new Set(records.map(({ uuid }) => uuid)), find: (name) => byName.get(name), damaged }
}

/** Reads all contexts. */
export const readContexts = (home: string, reader: HostReader): ReadableContexts => {
  const store = new ContextStore(home, reader)
  const records: ContextRecord[] = []
  const damaged: unknown[] = []
  for (const name of store.names())
    try {
      records.push(...[store.find(name)].filter((record) => record !== undefined))
    } catch (error) {
      damaged.push(error)
    }
  return knownContexts(records, damaged)
}

/** Refuses to look for orphans if a context cannot be read, because it may own anything. */
export const refuseDamaged = async ({ damaged }: ReadableContexts): Promise<void> => {
  if (damaged.length === 0) return
  const messages = (await Promise.all(damaged.map(explained))).map(messageOf)
  throw new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `cannot look for orphans, because a context that cannot be read may own anything: ${messages.join('; ')}`,
    { fix: 'repair the file, or restore the last good one from a backup or git; then retry' },
  )
}
