import type { JournaledPlan } from './format.js'

/** Plans whose repeated objects stand in `shared`. A step refers to one by its index: `{"$shared": 0}`. */
export interface SharedPlans {
  readonly plans: readonly JournaledPlan[]
  readonly shared: readonly object[]
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const objectsIn = (plans: readonly JournaledPlan[]): readonly object[] =>
  plans.flatMap(({ steps }) => steps.flatMap((step) => Object.values(step).filter(isObject)))

/** Objects that occur more than once, each with its index. */
const repeated = (objects: readonly object[]): ReadonlyMap<object, number> => {
  const [once, twice] = [new Set<object>(), new Set<object>()]
  for (const object of objects) (once.has(object) ? twice : once).add(object)
  return new Map([...twice].map((object, index) => [object, index]))
}

const mapValues = <Item extends object>(item: Item, map: (value: unknown) => unknown): Item =>
  Object.fromEntries(Object.entries(item).map(([key, value]) => [key, map(value)])) as Item

const mapSteps = (plans: readonly JournaledPlan[], map: (value: unknown) => unknown): readonly JournaledPlan[] =>
  plans.map((plan) => ({ ...plan, steps: plan.steps.map((step) => mapValues(step, map)) }))

/** Writes an object that many steps have in common only once, such as how to control a web server. */
export const collectShared = (plans: readonly JournaledPlan[]): SharedPlans => {
  const shared = repeated(objectsIn(plans))
  if (shared.size === 0) return { plans, shared: [] }
  const reference = (value: unknown): unknown => {
    const index = isObject(value) ? shared.get(value) : undefined
    return index === undefined ? value : { $shared: index }
  }
  return { plans: mapSteps(plans, reference), shared: [...shared.keys()] }
}

export const expandShared = ({ plans, shared }: SharedPlans): readonly JournaledPlan[] => {
  if (shared.length === 0) return plans
  const referred = (value: unknown): unknown =>
    isObject(value) && '$shared' in value ? shared[value.$shared as number] : value
  return mapSteps(plans, referred)
}
