import type { Kinds } from '../../../src/engine/plan.js'
import type { Outcome, Prepared, Step, StepKind } from '../../../src/steps/step.js'
import { kinds as usualKinds } from '../../../src/steps/index.js'
import type { World } from '../../../src/steps/world.js'

/** Where a task breaks: at its `at`-th step, or at its `at`-th single change of the world. */
export interface Fault {
  readonly at: number
  readonly when: 'instead' | 'before' | 'after'
  /** `change`: one call that writes a file, sends a statement or runs a program. */
  readonly of?: 'step' | 'change' | 'undo'
  readonly how: 'throw' | 'kill'
}

/** Counts what happens, and breaks where the fault says. */
export class Breaking {
  readonly passed: string[] = []

  constructor(readonly fault: Fault) {}

  get hit(): boolean {
    return this.passed.length >= this.fault.at
  }

  /** Lets one thing happen, or breaks before, after or instead of it. */
  async around<Value>(title: string, act: () => Value | Promise<Value>): Promise<Value> {
    this.passed.push(title)
    const now = this.passed.length === this.fault.at
    if (now && this.fault.when !== 'after') this.#break(title)
    const value = await act()
    if (now && this.fault.when === 'after') this.#break(title)
    return value
  }

  /** The same for what is not waited for. */
  aroundNow<Value>(title: string, act: () => Value): Value {
    this.passed.push(title)
    const now = this.passed.length === this.fault.at
    if (now && this.fault.when !== 'after') this.#break(title)
    const value = act()
    if (now && this.fault.when === 'after') this.#break(title)
    return value
  }

  #break(title: string): void {
    if (this.fault.how === 'kill') process.kill(process.pid, 'SIGKILL')
    throw new Error(`broken at ${title}`)
  }
}

const outcomeOf = async (act: () => Promise<Outcome>): Promise<Outcome> => {
  try {
    return await act()
  } catch (error) {
    return { ok: false, error }
  }
}

/** Steps run one by one, so that there is a boundary between any two. */
const brokenAtSteps = (kind: StepKind, breaking: Breaking): StepKind => ({
  ...kind,
  run: async (prepared, world) => {
    const outcomes: Outcome[] = []
    for (const one of prepared)
      outcomes.push(
        await outcomeOf(() => breaking.around(one.step.title, async () => only(await kind.run([one], world)))),
      )
    return outcomes
  },
})

const only = ([outcome]: readonly Outcome[]): Outcome => {
  if (outcome === undefined) throw new Error('a step without an outcome')
  if (!outcome.ok) throw outcome.error
  return outcome
}

const brokenAtUndo = (kind: StepKind, breaking: Breaking): StepKind => {
  const { undoTogether: _, ...rest } = kind
  return {
    ...rest,
    undo: (prepared: Prepared<Step>, world: World) =>
      breaking.around(prepared.step.title, async () => kind.undo(prepared, world)),
  }
}

type Call = (...words: unknown[]) => unknown

const counted = <Part extends object>(part: Part, names: readonly string[], breaking: Breaking): Part =>
  new Proxy(part, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function' || !names.includes(String(name))) return value
      return (...words: unknown[]) => {
        const title = `${String(name)} ${String(words[0])}`
        return breaking.aroundNow(title, () => (value as Call).apply(target, words))
      }
    },
  })

const filesChanging = ['write', 'access', 'makeDirectory', 'link', 'keep', 'rename', 'remove']

/** A world whose changes are counted one by one. */
const brokenWorld = (world: World, breaking: Breaking): World => ({
  ...world,
  vault: counted(world.vault, ['write', 'restore'], breaking),
  host: counted({ ...world.host, files: counted(world.host.files, filesChanging, breaking) }, ['run'], breaking),
  database: async (server) => counted(await world.database(server), ['query'], breaking),
})

const brokenAtChanges = (kind: StepKind, breaking: Breaking): StepKind => ({
  ...kind,
  run: (prepared, world) => kind.run(prepared, brokenWorld(world, breaking)),
  ...(kind.discard === undefined
    ? {}
    : { discard: (prepared, world) => kind.discard?.(prepared, brokenWorld(world, breaking)) }),
})

const ways = { step: brokenAtSteps, change: brokenAtChanges, undo: brokenAtUndo } as const

/** All kinds of steps, with a fault in them. */
export const faulty = (breaking: Breaking): Kinds =>
  new Map([...usualKinds].map(([name, kind]) => [name, ways[breaking.fault.of ?? 'step'](kind, breaking)]))
