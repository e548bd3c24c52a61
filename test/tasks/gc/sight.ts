import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Session } from '../../../src/provision/session.js'
import type { ContextRecord, Values } from '../../../src/contexts/record.js'
import { changedAt, entriesOf } from '../../../src/hosts/local/entries.js'
import { localHost } from '../../../src/hosts/local/index.js'
import type { Sight } from '../../../src/tasks/gc/found.js'
import { livingOf } from '../../../src/tasks/gc/living.js'
import { wholeCatalog } from '../../support/catalog.js'

export const uuid = '00000000-0000-4000-8000-000000000001'
export const nobody = '00000000-0000-4000-8000-00000000dead'

export const record = (name: string, type: ContextRecord['context_type'], properties: Values): ContextRecord => ({
  name,
  context_type: type,
  uuid,
  properties,
  recorded: {},
})

/** A home on disk, seen with these contexts. */
export const sightOf = (home: string, records: readonly ContextRecord[]): Sight => ({
  home,
  look: localHost(home).reader,
  entries: entriesOf,
  changedAt,
  living: livingOf(records),
  claims: new Session(home, wholeCatalog).claims,
  reloading: (server) => `reload ${server}`,
})

export const put = (path: string, text: string): string => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

export const header = (context: string, owner: string): string => `# provision: ${context} ${owner}\n# Generated\n`

export const below =
  (home: string) =>
  (...words: readonly string[]): string =>
    join(home, ...words)
