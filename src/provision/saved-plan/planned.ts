import { referencesOf } from '../../contexts/references.js'
import { type Plan, digest, involvedIn } from '../../engine/plan.js'
import type { TaskPlanning } from '../../planning/planning.js'
import type { SavedContext, SavedPlan } from './format.js'

const savedContext = ({ context, steps }: Plan): SavedContext => ({
  context,
  steps: steps.map(({ step, observed }) => ({ title: step.title, digest: digest([step, observed ?? null]) })),
})

/** Contexts with all that they refer to, directly or not. */
const withReferences = (names: readonly string[], { contexts, store }: TaskPlanning): readonly string[] => {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const record = store.find(name)
    if (record !== undefined) for (const to of referencesOf(record, contexts.schema)) visit(to.name)
  }
  names.forEach(visit)
  return [...found].sort()
}

const fileDigests = (plans: readonly Plan[], planning: TaskPlanning): SavedPlan['files'] =>
  Object.fromEntries(
    withReferences(plans.flatMap(involvedIn), planning).map((name) => [
      name,
      digest(planning.here.text(planning.store.path(name)) ?? null),
    ]),
  )

/** What counts of a plan: it holds if planning again gives the same. */
export const plannedNow = (plans: readonly Plan[], planning: TaskPlanning): Pick<SavedPlan, 'contexts' | 'files'> => ({
  contexts: plans.map(savedContext),
  files: fileDigests(plans, planning),
})

type Steps = SavedContext['steps']

const missingIn = (steps: Steps, others: Steps): readonly string[] => {
  const titles = new Set(others.map(({ title }) => title))
  return steps.map(({ title }) => title).filter((title) => !titles.has(title))
}

const changedIn = (before: Steps, now: Steps): readonly string[] => {
  const digests = new Set(now.map(({ digest: of }) => of))
  return before.filter(({ digest: of }) => !digests.has(of)).map(({ title }) => title)
}

const stepDifferences = (context: string, before: Steps, now: Steps): readonly string[] => {
  const [gone, added] = [missingIn(before, now), missingIn(now, before)]
  const other = changedIn(before, now).filter((title) => !gone.includes(title))
  const told = [
    ...gone.map((title) => `${context}: «${title}» is not needed any more`),
    ...added.map((title) => `${context}: «${title}» is needed now`),
    ...other.map((title) => `${context}: «${title}» was planned for a state that has changed since`),
  ]
  const isSame = before.length === now.length && before.every((step, index) => step.digest === now[index]?.digest)
  return told.length > 0 || isSame ? told : [`${context}: the order of its steps has changed`]
}

const contextDifferences = (before: SavedPlan['contexts'], now: SavedPlan['contexts']): readonly string[] => {
  const [known, present] = [before, now].map((some) => new Map(some.map(({ context, steps }) => [context, steps])))
  return [...new Set([...before, ...now].map(({ context }) => context))].flatMap((context) => {
    const [steps, stepsNow] = [known?.get(context), present?.get(context)]
    if (steps === undefined) return [`${context} is part of the task now`]
    return stepsNow === undefined
      ? [`${context} is not part of the task any more`]
      : stepDifferences(context, steps, stepsNow)
  })
}

const fileDifferences = (before: SavedPlan['files'], now: SavedPlan['files']): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => before[name] !== now[name])
    .map((name) => `the file of the context ${name} has changed since`)

/** How what would be done now differs from a saved plan. Empty if it is the same. */
export const differences = (
  before: Pick<SavedPlan, 'contexts' | 'files'>,
  now: Pick<SavedPlan, 'contexts' | 'files'>,
): readonly string[] => {
  const found = [...contextDifferences(before.contexts, now.contexts), ...fileDifferences(before.files, now.files)]
  const isOrdered = before.contexts.every(({ context }, index) => context === now.contexts[index]?.context)
  return found.length > 0 || isOrdered ? found : ['the order of the contexts has changed']
}
