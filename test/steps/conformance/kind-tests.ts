import { expect, it } from '@jest/globals'
import { nothingToDo } from '../../../src/steps/common/attempt.js'
import type { StepKind } from '../../../src/steps/common/kind.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { Run } from '../../../src/steps/common/world.js'
import { kinds } from '../../../src/steps/kinds.generated.js'
import { applySteps, changesOf } from '../../support/steps.js'
import { Stopped, Stopping, stoppingWorld } from '../../support/stopping.js'

/** A world that can be compared as a whole. */
export interface Bench {
  readonly run: Run
  readonly picture: () => Promise<unknown>
}

/** Steps of one kind, and a world in which all of them change something. */
export interface Example<World extends Bench = Bench> {
  readonly says: string
  readonly steps: readonly Step[]
  /** Makes what they find; the world is new. */
  readonly arrange?: (bench: World) => void | Promise<void>
  /** For kinds that run each time that they are asked for. */
  readonly repeats?: boolean
  /** For steps that need systemd. */
  readonly needsSystemd?: boolean
  /** For kinds that change nothing: what they look at is right, or is refused. */
  readonly onlyLooks?: boolean
}

const kindNamed = (name: string): StepKind => {
  const kind = kinds.get(name)
  if (kind === undefined) throw new Error(`there is no kind ${name}`)
  return kind
}

interface Ready {
  readonly steps: readonly Step[]
  readonly bench: Bench
  readonly kind: StepKind
  readonly before: unknown
}

/** A process that is killed tells nobody. */
const runStopping = async (kind: StepKind, prepared: Parameters<StepKind['run']>[0], run: Run): Promise<void> => {
  try {
    await kind.run(prepared, run)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  }
}

/** The same tests for each example: what every kind of step promises. */
export const testKind = <World extends Bench>(name: string, example: Example<World>, open: () => Promise<World>) => {
  const { arrange, repeats = false, onlyLooks = false } = example

  /** Steps may name what root has started, so that only a test that runs reads them. */
  const begin = async (): Promise<Ready> => {
    const bench = await open()
    await arrange?.(bench)
    return { steps: example.steps, bench, kind: kindNamed(name), before: await bench.picture() }
  }

  const apply = async ({ steps, kind, bench }: Ready, run = bench.run) => {
    const applied = await applySteps(kind, steps, run)
    return applied.flatMap((one) => (one === undefined ? [] : [one]))
  }

  /** Every step changes something, and well. */
  const applyAll = async (ready: Ready) => {
    const applied = await apply(ready)
    expect(applied.map(({ outcome }) => outcome)).toEqual(ready.steps.map(() => expect.objectContaining({ ok: true })))
    return applied.map(({ prepared }) => prepared)
  }

  const undo = async ({ kind, bench }: Ready, prepared: Awaited<ReturnType<typeof applyAll>>) => {
    const outcomes = await kind.undo([...prepared].reverse(), bench.run)
    expect(outcomes).toEqual(prepared.map(() => ({ ok: true })))
  }

  it('observes without changing anything', async () => {
    const ready = await begin()

    await changesOf(ready.kind, ready.steps, ready.bench.run)

    expect(await ready.bench.picture()).toEqual(ready.before)
  })

  if (onlyLooks) {
    it('finds nothing to do', async () => {
      const ready = await begin()

      expect(await changesOf(ready.kind, ready.steps, ready.bench.run)).toEqual(ready.steps.map(() => undefined))
    })
    return
  }

  it('finds nothing to do once it has run', async () => {
    const ready = await begin()
    await applyAll(ready)

    const again = await changesOf(ready.kind, ready.steps, ready.bench.run)

    expect(again.map((change) => change !== undefined)).toEqual(ready.steps.map(() => repeats))
  })

  it('is undone to what was before', async () => {
    const ready = await begin()
    const prepared = await applyAll(ready)

    await undo(ready, prepared)

    expect(await ready.bench.picture()).toEqual(ready.before)
  })

  it('says in words what its undo does', async () => {
    const ready = await begin()
    const { undo: undoes, undoing, irreversible } = ready.kind
    const undone = (await applyAll(ready)).filter(({ step }) => undoes !== nothingToDo && !irreversible?.(step))

    expect(undone.map((one) => undoing?.(one).title)).toEqual(
      undone.map(() => expect.stringMatching(/^(?:drop|remove|restore) /)),
    )
  })

  it('may run twice and be undone twice, as after a crash', async () => {
    const ready = await begin()
    const prepared = await applyAll(ready)
    const once = await ready.bench.picture()

    const outcomes = await ready.kind.run(prepared, ready.bench.run)
    const twice = await ready.bench.picture()
    await undo(ready, prepared)
    await undo(ready, prepared)

    expect(outcomes.map(({ ok }) => ok)).toEqual(ready.steps.map(() => true))
    expect(twice).toEqual(once)
    expect(await ready.bench.picture()).toEqual(ready.before)
  })

  it('is undone to what was before when it is killed between any two changes', async () => {
    for (let changes = 0, ended = false; !ended; changes++) {
      const ready = await begin()
      const stopping = new Stopping(changes)
      const observed = await ready.kind.observe(ready.steps, ready.bench.run)
      const planned = ready.steps.map((step, index) => ({ step, observed: observed[index] }))
      const preparations = await ready.kind.prepare(planned, ready.bench.run)
      const prepared = ready.steps.map((step, index) => ({
        step,
        before: (preparations[index] as { readonly before?: unknown }).before,
      }))
      await runStopping(ready.kind, prepared, stoppingWorld(ready.bench.run, stopping))
      ended = !stopping.stopped

      await undo(ready, prepared)

      expect([changes, await ready.bench.picture()]).toEqual([changes, ready.before])
    }
  })

  it('leaves nothing of what undo would have needed once that is dropped', async () => {
    const ready = await begin()
    const prepared = await applyAll(ready)

    await ready.kind.discard?.(prepared, ready.bench.run)

    expect(JSON.stringify(await ready.bench.picture())).not.toContain('.removed-')
  })

  it('says of what it has left the same each time, until somebody changes it', async () => {
    const ready = await begin()
    const prepared = await applyAll(ready)
    const left = () =>
      ready.kind.result?.(prepared, ready.bench.run) ?? ready.kind.observe(ready.steps, ready.bench.run)

    expect(await left()).toEqual(await left())
  })
}
