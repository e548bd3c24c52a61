type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const isText = (value: unknown): boolean => typeof value === 'string'

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): value is readonly unknown[] =>
  Array.isArray(value) && value.every(isItem)

const isHolder = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['pid'] === 'number' &&
  ['started', 'boot', 'user', 'task', 'since'].every((name) => isText(value[name]))

const isStages = (value: unknown): boolean =>
  isObject(value) && isListOf(value['order'], isText) && isText(value['commitAfter'])

const isStep = (value: unknown): boolean =>
  isObject(value) && ['kind', 'context', 'stage', 'title'].every((name) => isText(value[name]))

const isPlan = (value: unknown): value is PlanShape =>
  isObject(value) && isText(value['context']) && isListOf(value['steps'], isStep)

interface PlanShape {
  readonly context: string
  readonly steps: readonly Fields[]
}

interface HeaderShape {
  readonly format: 1 | 2
  /** Of the first format. */
  readonly plans?: readonly PlanShape[]
}

/** Whether a line is a header that some version of Provision has written. */
export const isHeader = (line: unknown): line is HeaderShape => {
  if (!isObject(line) || !isText(line['id']) || !isText(line['task']) || !isHolder(line['holder'])) return false
  if (line['format'] === 1) return isListOf(line['plans'], isPlan)
  return line['format'] === 2 && isListOf(line['contexts'], isText) && isStages(line['stages'])
}

const isShared = (value: unknown, shared: readonly unknown[]): boolean =>
  !isObject(value) || !('$shared' in value) || isObject(shared[Number(value['$shared'])])

/** Whether a line has the plans of a task, and all that they share. */
export const isPlans = (line: unknown): line is { readonly plans: readonly PlanShape[] } => {
  if (!isObject(line)) return false
  const { plans, shared } = line
  return (
    Array.isArray(plans) &&
    plans.every(isPlan) &&
    isListOf(shared, isObject) &&
    plans.every(({ steps }) => steps.every((step) => Object.values(step).every((value) => isShared(value, shared))))
  )
}

type Check = (value: unknown, plans: readonly PlanShape[]) => boolean

const isOfPlan: Check = (value, plans) => typeof value === 'number' && plans[value] !== undefined

const areOfPlans: Check = (value, plans) => isListOf(value, (item) => isOfPlan(item, plans))

const isPosition: Check = (value, plans) =>
  Array.isArray(value) && isOfPlan(value[0], plans) && plans[value[0]]?.steps[value[1]] !== undefined

const entries: Readonly<Record<string, Check>> = {
  begin: isPosition,
  undone: isOfPlan,
  committed: areOfPlans,
  output: isPosition,
  finished: isOfPlan,
  failed: isOfPlan,
  left: (value, plans) => isListOf(value, (item) => isPosition(item, plans)),
  reopened: areOfPlans,
  end: isText,
}

/** Whether a line after these plans is an entry of a journal. One of a later version is none for this one. */
export const isEntry = (line: unknown, plans: readonly PlanShape[]): boolean =>
  isObject(line) && Object.entries(entries).some(([name, check]) => name in line && check(line[name], plans))
