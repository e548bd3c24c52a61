import { groupBy } from '../lib/group-by.js'

/** Runs up to `atOnce` groups in parallel, and the items of a group one after the other. */
export const inGroups = async <Item>(
  items: readonly Item[],
  { groupOf, atOnce }: { readonly groupOf: (item: Item) => unknown; readonly atOnce: number },
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = groupBy(items, groupOf).values()
  const work = async (): Promise<void> => {
    for (const group of left) for (const item of group) await act(item)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
