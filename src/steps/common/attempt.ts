import type { Outcome, Preparation } from './kind.js'

type MaybePromise<Value> = Value | Promise<Value>

/** Acts on the items one after the other. Each has its own outcome. */
export const attemptEach = async <Item>(
  items: readonly Item[],
  act: (item: Item) => MaybePromise<Outcome | void>,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const item of items)
    try {
      outcomes.push((await act(item)) ?? { ok: true })
    } catch (error) {
      outcomes.push({ ok: false, error })
    }
  return outcomes
}

/** Continues with the items that succeeded. The others keep their outcome. */
export const continueWith = async <Item>(
  items: readonly Item[],
  outcomes: readonly Outcome[],
  next: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> => {
  const following = (await next(items.filter((_, index) => outcomes[index]?.ok))).values()
  return outcomes.map((outcome) => (outcome.ok ? (following.next().value as Outcome) : outcome))
}

/** Prepares each item with a function that may throw. */
export const prepareEach = async <Item, Before>(
  items: readonly Item[],
  prepare: (item: Item) => MaybePromise<Before>,
): Promise<readonly Preparation<Before>[]> => {
  const preparations: Preparation<Before>[] = []
  for (const item of items)
    try {
      preparations.push({ ok: true, before: await prepare(item) })
    } catch (error) {
      preparations.push({ ok: false, error })
    }
  return preparations
}

/** For kinds that need no undo data. */
export const keepNothing = (items: readonly unknown[]): readonly Preparation<Record<string, never>>[] =>
  items.map(() => ({ ok: true, before: {} }))

/** For kinds that have nothing to run or undo. */
export const nothingToDo = (items: readonly unknown[]): readonly Outcome[] => items.map(() => ({ ok: true }))
