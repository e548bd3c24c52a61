import { groupBy } from '../lib/group-by.js'

/** Acts on the items of a group one after the other, and on so many groups at once. */
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
