import { groupBy } from '../../lib/group-by.js'
import type { FileChange, FileFound, FileQuery } from '../../hosts/files.js'
import type { Host } from '../../hosts/host.js'
import type { Outcome } from './kind.js'
import type { Step } from './step.js'
import type { World } from './world.js'

interface WithStep {
  readonly step: Step
}

/** Asks each host once for all of its items. Returns the answers in the order of the items. */
export const perHost = async <Item extends WithStep, Reply>(
  items: readonly Item[],
  world: World,
  ask: (items: readonly Item[], host: Host) => Promise<readonly Reply[]>,
): Promise<readonly Reply[]> => {
  const replies: Reply[] = []
  for (const [name, indexes] of groupBy([...items.keys()], (index) => (items[index] as Item).step.host)) {
    const group = indexes.map((index) => items[index] as Item)
    const answered = await ask(group, world.host(name))
    for (const [position, index] of indexes.entries()) replies[index] = answered[position] as Reply
  }
  return replies
}

/** Reads the files that each item asks for, on the host of its step. */
export const readForEach = async <Item extends WithStep>(
  items: readonly Item[],
  world: World,
  queriesOf: (item: Item) => readonly FileQuery[],
): Promise<readonly (readonly FileFound[])[]> =>
  perHost(items, world, async (group, { files }) => {
    const queries = group.map(queriesOf)
    const found = (await files.read(queries.flat())).values()
    return queries.map((wanted) => wanted.map(() => found.next().value as FileFound))
  })

/** Reads one file for each step, on the step's host. */
export const readOne = async <S extends Step>(
  steps: readonly S[],
  world: World,
  queryOf: (step: S) => FileQuery,
): Promise<readonly FileFound[]> =>
  (
    await readForEach(
      steps.map((step) => ({ step })),
      world,
      ({ step }) => [queryOf(step)],
    )
  ).map(([found]) => found as FileFound)

/** Changes files for each item, on the host of its step. After a failure, other items of the same context fail too. */
export const applyForEach = <Item extends WithStep>(
  items: readonly Item[],
  world: World,
  changesOf: (item: Item) => readonly FileChange[],
): Promise<readonly Outcome[]> =>
  perHost(items, world, (group, { files }) =>
    files.apply(group.map((item) => ({ of: item.step.context, changes: changesOf(item) }))),
  )
