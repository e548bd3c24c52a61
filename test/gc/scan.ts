import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ContextRecord, Values } from '../../src/contexts/record.js'
import { knownContexts } from '../../src/gc/known-contexts.js'
import { type Scan, scanOf } from '../../src/gc/scan.js'
import { sessionOf } from '../support/session.js'

export const uuid = '00000000-0000-4000-8000-000000000001'
export const nobody = '00000000-0000-4000-8000-00000000dead'

export const record = (name: string, type: ContextRecord['context_type'], properties: Values): ContextRecord => ({
  name,
  context_type: type,
  uuid,
  properties,
  recorded: {},
})

const noDatabase = () => Promise.reject(new Error('no database is asked here'))

/** A home on disk, as gc sees it with these contexts. */
export const scanWith = (home: string, records: readonly ContextRecord[]): Scan => ({
  ...scanOf(sessionOf(home).planning, noDatabase),
  known: knownContexts(records),
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
