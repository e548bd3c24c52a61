import type { Applied, ChangeSet } from '../../src/hosts/files.js'
import type { Host } from '../../src/hosts/host.js'
import type { Run } from '../../src/steps/common/world.js'

/** Thrown where a process would have been killed. */
export class Stopped extends Error {}

/** Lets so many changes of the world through, and none after them: as if the process had been killed there. */
export class Stopping {
  #left: number
  stopped = false

  constructor(changes: number) {
    this.#left = changes
  }

  readonly pass = (): void => {
    this.stopped ||= this.#left-- <= 0
    if (this.stopped) throw new Stopped('stopped')
  }
}

const stoppingFiles = (files: Host['files'], { pass }: Stopping): Host['files'] => ({
  ...files,
  apply: async (sets) => {
    const outcomes: Applied[] = []
    for (const set of sets) outcomes.push(await applyOneByOne(set, files, pass))
    return outcomes
  },
})

const applyOneByOne = async ({ of, changes }: ChangeSet, files: Host['files'], pass: () => void): Promise<Applied> => {
  for (const change of changes) {
    pass()
    const [applied] = await files.apply([{ of, changes: [change] }])
    if (applied?.ok === false) return applied
  }
  return { ok: true }
}

const reads = /^\s*(?:SELECT|SHOW)\b/i

type Call = (...words: readonly never[]) => unknown

const passing = <Part extends object>(part: Part, names: readonly string[], { pass }: Stopping): Part => ({
  ...part,
  ...Object.fromEntries(
    names.map((name) => {
      const call = (part as unknown as Record<string, Call>)[name] as Call
      return [name, (...words: readonly never[]) => (pass(), call.apply(part, words as never))]
    }),
  ),
})

/** A world that stops after some changes: of files, of secrets, of databases, by programs. */
export const stoppingWorld = (run: Run, stopping: Stopping): Run => ({
  ...run,
  vault: passing(run.vault, ['write', 'writeAll', 'restore'], stopping),
  host: (name) => {
    const host = run.host(name)
    return { ...passing(host, ['run'], stopping), reader: host.reader, files: stoppingFiles(host.files, stopping) }
  },
  database: async (name) => {
    const server = await run.database(name)
    return {
      ...server,
      query: async (sql, values) => {
        if (!reads.test(sql)) stopping.pass()
        return server.query(sql, values)
      },
    }
  },
})
