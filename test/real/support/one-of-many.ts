import { Cases, type Verdict } from './every-fault.js'
import { Breaking, type Fault, faulty } from './faults.js'
import { differences } from './picture.js'
import { runTask } from './tasks.js'
import { type Trial, picture, rehearse, traces } from './trial.js'

/** A task on many contexts, of which each is undone or complete for itself. */
export interface Batch<Name extends string = string> extends Trial {
  readonly names: readonly Name[]
  /** What cannot be without a context. */
  readonly dependents: Readonly<Partial<Record<string, readonly string[]>>>
  readonly complaintsOf: (name: Name) => Promise<readonly string[]>
  /** Makes contexts what they were before the task. */
  readonly putBackAll: (names: readonly Name[]) => Promise<void>
}

/** Breaks it at one step: the context of that step has to fail, what cannot be without it too, and nothing else. */
const breakOneOfMany = async <Name extends string>(batch: Batch<Name>, fault: Fault): Promise<readonly string[]> => {
  const { fleet, names, words, dependents } = batch
  const before = await picture(batch)
  const breaking = new Breaking(fault)
  const reports = await runTask(fleet.tasks(faulty(breaking)), words)
  const isFinished = reports.some(({ leftOver }) => leftOver.length > 0)
  if (isFinished) await fleet.recover()
  const { context = '' } = breaking.passed[fault.at - 1] ?? {}
  const failing = [context, ...(dependents[context] ?? [])]
  const failed = reports.filter(({ ok }) => !ok).map(({ context }) => context)
  const others = isFinished ? names : names.filter((name) => !failing.includes(name))
  const complaints = await Promise.all(others.map(batch.complaintsOf))
  await batch.putBackAll(others)
  return [
    ...(failed.join() === failing.join() ? [] : [`${failed.join()} failed`]),
    ...complaints.flat(),
    ...traces(fleet),
    ...differences(before, await picture(batch)),
  ]
}

/** An error after each step: its context is undone, with what depends on it, and all others are complete. */
export const breakEachOfMany = async <Name extends string>(batch: Batch<Name>): Promise<Verdict> => {
  const steps = await rehearse(batch)
  const cases = new Cases()
  for (const [place, step] of steps.entries())
    await cases.try(`throw after ${place + 1}: ${step.title}`, async () => {
      await batch.arrange()
      return breakOneOfMany(batch, { at: place + 1, when: 'after', of: 'step', how: 'throw' })
    })
  return cases.verdict('throw after each step of many contexts', batch, steps)
}
