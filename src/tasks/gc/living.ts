import { type ContextRecord, explained } from '../../contexts/record.js'
import { ContextStore } from '../../contexts/store.js'
import { ProvisionError, messageOf } from '../../errors.js'
import type { HostReader } from '../../hosts/reader.js'

/** The contexts that there are, as their files say at this moment. */
export interface Living {
  readonly records: readonly ContextRecord[]
  readonly uuids: ReadonlySet<string>
  readonly find: (name: string) => ContextRecord | undefined
  /** Errors of files that cannot be read. */
  readonly damaged: readonly unknown[]
}

export const livingOf = (records: readonly ContextRecord[], damaged: readonly unknown[] = []): Living => {
  const byName = new Map(records.map((record) => [record.name, record]))
  return { records, uuids: new Set(records.map(({ uuid }) => uuid)), find: (name) => byName.get(name), damaged }
}

/** Reads all contexts. */
export const readLiving = (home: string, look: HostReader): Living => {
  const store = new ContextStore(home, look)
  const records: ContextRecord[] = []
  const damaged: unknown[] = []
  for (const name of store.names())
    try {
      records.push(...[store.find(name)].filter((record) => record !== undefined))
    } catch (error) {
      damaged.push(error)
    }
  return livingOf(records, damaged)
}

/** A context whose uuid cannot be read may own anything. */
export const refuseDamaged = async ({ damaged }: Living): Promise<void> => {
  if (damaged.length === 0) return
  const told = (await Promise.all(damaged.map(explained))).map(messageOf)
  throw new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `what nobody owns cannot be told while a context cannot be read, for it may own anything: ${told.join('; ')}`,
    { fix: 'repair the file, or put back the last good one from a backup or git; then retry' },
  )
}
