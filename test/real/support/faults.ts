import type { ChangeSet } from '../../../src/hosts/files.js'
import type { Kinds, Outcome, Prepared, StepKind } from '../../../src/steps/common/kind.js'
import { kinds as allKinds } from '../../../src/steps/kinds.generated.js'
import type { Host } from '../../../src/hosts/host.js'
import type { Run } from '../../../src/steps/common/world.js'

/** Where a task breaks: at its `at`-th step, or at its `at`-th single change of the world. */
export interface Fault {
  readonly at: number
  readonly when: 'before' | 'after'
  /** `change`: one call that writes a file, sends a statement or runs a program, also while steps are undone. */
  readonly of: 'step' | 'change'
  readonly how: 'throw' | 'kill'
}

export interface Passed {
  readonly title: string
  readonly stage?: string
  readonly context?: string
}

/** Counts what happens, and breaks where the fault says. */
export class Breaking {
  readonly passed: Passed[] = []

  constructor(readonly fault: Fault) {}

  get hit(): boolean {
    return this.passed.length >= this.fault.at
  }

  begin(passed: Passed): boolean {
    this.passed.push(passed)
    const now = this.passed.length === this.fault.at
    if (now && this.fault.when === 'before') this.break()
    return now
  }

  break(): void {
    if (this.fault.how === 'kill') process.kill(process.pid, 'SIGKILL')
    throw new Error(`broken at ${this.passed.at(-1)?.title}`)
  }
}

/** Never breaks, and only counts. */
export const counting = (): Breaking => new Breaking({ at: Infinity, when: 'before', of: 'step', how: 'throw' })

const outcomeOf = async (act: () => Promise<Outcome>): Promise<Outcome> => {
  try {
    return await act()
  } catch (error) {
    return { ok: false, error }
  }
}

const runBroken = async (kind: StepKind, one: Prepared, world: Run, breaking: Breaking): Promise<Outcome> => {
  const now = breaking.begin(one.step)
  const [outcome] = await kind.run([one], world)
  if (now) breaking.break()
  return outcome as Outcome
}

/** Steps run one by one, so that there is a boundary between any two. */
const brokenAtSteps = (kind: StepKind, breaking: Breaking): StepKind => ({
  ...kind,
  run: async (prepared, world) => {
    const outcomes: Outcome[] = []
    for (const one of prepared) outcomes.push(await outcomeOf(() => runBroken(kind, one, world, breaking)))
    return outcomes
  },
})

type Call = (...words: unknown[]) => unknown

const countedCall =
  (name: string, call: Call, breaking: Breaking): Call =>
  (...words) => {
    const now = breaking.begin({ title: `${name} ${String(words[0])}` })
    const result = call(...words)
    if (now) breaking.break()
    return result
  }

const counted = <Part extends object>(part: Part, names: readonly string[], breaking: Breaking): Part =>
  new Proxy(part, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function' || !names.includes(String(name))) return value
      return countedCall(String(name), (...words) => (value as Call).apply(target, words), breaking)
    },
  })

/** Changes that are made together are made one by one, so that there is a boundary between any two. */
const countedFiles = (files: Host['files'], breaking: Breaking): Host['files'] => ({
  ...files,
  apply: async (sets) => {
    const failed = new Set<string>()
    const outcomes = []
    for (const { of, changes } of sets) {
      let outcome: Awaited<ReturnType<typeof files.apply>>[number] = { ok: true }
      for (const change of failed.has(of) ? [] : changes) {
        if (!outcome.ok) break
        const now = breaking.begin({ title: `${change.do} ${change.path}` })
        const one: readonly ChangeSet[] = [{ of, changes: [change] }]
        outcome = (await files.apply(one))[0] ?? { ok: true }
        if (now) breaking.break()
      }
      if (!outcome.ok) failed.add(of)
      outcomes.push(outcome)
    }
    return outcomes
  },
})

/** A world whose changes are counted one by one. */
const brokenWorld = (world: Run, breaking: Breaking): Run => ({
  ...world,
  vault: counted(world.vault, ['write', 'writeAll', 'restore'], breaking),
  host: (name) => {
    const host = world.host(name)
    return counted({ ...host, files: countedFiles(host.files, breaking) }, ['run'], breaking)
  },
  database: async (server) => counted(await world.database(server), ['query'], breaking),
})

const brokenAtChanges = (kind: StepKind, breaking: Breaking): StepKind => {
  const { discard } = kind
  return {
    ...kind,
    run: (prepared, world) => kind.run(prepared, brokenWorld(world, breaking)),
    undo: (prepared, world) => kind.undo(prepared, brokenWorld(world, breaking)),
    ...(discard && { discard: (all, world) => discard(all, brokenWorld(world, breaking)) }),
  }
}

const ways = { step: brokenAtSteps, change: brokenAtChanges } as const

/** All kinds of steps, with a fault in them. */
export const faulty = (breaking: Breaking): Kinds =>
  new Map([...allKinds].map(([name, kind]) => [name, ways[breaking.fault.of](kind, breaking)]))
