import type { Outcome, Preparation } from './kind.js'

type Soon<Value> = Value | Promise<Value>

/** Does something for each item, one after the other; each has an outcome of its own. */
export const attemptEach = async <Item>(
  items: readonly Item[],
  act: (item: Item) => Soon<Outcome | void>,
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

/** Goes on with the items that went well; the others keep what became of them. */
export const continueWith = async <Item>(
  items: readonly Item[],
  outcomes: readonly Outcome[],
  next: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> => {
  const following = (await next(items.filter((_, index) => outcomes[index]?.ok))).values()
  return outcomes.map((outcome) => (outcome.ok ? (following.next().value as Outcome) : outcome))
}

/** The preparation of each item, by a function that may throw. */
export const prepareEach = async <Item, Before>(
  items: readonly Item[],
  prepare: (item: Item) => Soon<Before>,
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

/** For kinds that keep nothing for undo. */
export const keepNothing = (items: readonly unknown[]): readonly Preparation<Record<string, never>>[] =>
  items.map(() => ({ ok: true, before: {} }))

/** For kinds whose steps leave nothing to undo. */
export const nothingToDo = (items: readonly unknown[]): readonly Outcome[] => items.map(() => ({ ok: true }))
