import { readdirSync } from 'node:fs'
import type { DatabaseBench } from './database-bench.js'
import type { MemoryBench } from './memory-bench.js'
import type { RootBench } from './root-bench.js'
import type { Bench, Example } from './kind-tests.js'

interface On<Where extends string, World extends Bench> {
  readonly on: Where
  readonly examples: readonly Example<World>[]
}

/** Examples whose steps act on a host in memory. */
export type MemoryCases = On<'memory', MemoryBench>

/** Examples whose steps act on a real database server. */
export type DatabaseCases = On<'database', DatabaseBench>

/** Examples whose steps the root helper does. */
export type RootCases = On<'root', RootBench>

type Cases = MemoryCases | DatabaseCases | RootCases

/** The kinds of steps that have examples: `cases/KIND.ts` exports them as `cases`. */
export const kindsWithCases = readdirSync(new URL('cases', import.meta.url))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort()

/** One after the other: Jest cannot import modules side by side. */
const allCases = async (): Promise<readonly (readonly [kind: string, cases: Cases])[]> => {
  const found: (readonly [string, Cases])[] = []
  for (const kind of kindsWithCases) found.push([kind, ((await import(`./cases/${kind}.js`)) as Module).cases])
  return found
}

interface Module {
  readonly cases: Cases
}

/** An example with the kind that it is of. */
type Named<World extends Bench> = readonly [title: string, kind: string, example: Example<World>]

const named = <World extends Bench>(kind: string, examples: readonly Example<World>[]): readonly Named<World>[] =>
  examples.map((example) => [`${kind}: ${example.says}`, kind, example])

/** For `describe.each`. */
export const memoryExamples = async (): Promise<readonly Named<MemoryBench>[]> =>
  (await allCases()).flatMap(([kind, cases]) => (cases.on === 'memory' ? named(kind, cases.examples) : []))

export const databaseExamples = async (): Promise<readonly Named<DatabaseBench>[]> =>
  (await allCases()).flatMap(([kind, cases]) => (cases.on === 'database' ? named(kind, cases.examples) : []))

export const rootExamples = async (): Promise<readonly Named<RootBench>[]> =>
  (await allCases()).flatMap(([kind, cases]) => (cases.on === 'root' ? named(kind, cases.examples) : []))
