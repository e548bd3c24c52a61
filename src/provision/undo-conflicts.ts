import { type ContextRecord, readRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import type { RestoredFile, UndoPlan } from '../engine/undo-kept.js'
import { namesOfOthers } from '../planning/drafting/names-of-others.js'
import type { TaskPlanning } from '../planning/planning.js'

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)]

/** Reasons why a context cannot be removed: other contexts refer to it now. */
const inUse = (
  { contexts, removed }: UndoPlan,
  undone: ReadonlySet<string>,
  planning: TaskPlanning,
): readonly string[] =>
  contexts
    .filter((name) => removed.includes(planning.store.path(name)))
    .flatMap((name) =>
      unique(planning.referrers(name).map(({ record }) => record.name))
        .filter((referrer) => !undone.has(referrer))
        .map((referrer) => `${name} is in use by ${referrer}`),
    )

/** The context files that are restored, as records. A damaged one is refused by its digest. */
const restoredRecords = ({ contexts, restored }: UndoPlan, { store }: TaskPlanning): readonly ContextRecord[] =>
  restored.flatMap(({ path, restored: text }) => {
    if (!contexts.some((name) => store.path(name) === path)) return []
    try {
      return [readRecord(path, text)]
    } catch {
      return []
    }
  })

/** Reasons why a context cannot be restored: a context that it refers to no longer exists. */
const missing = (plan: UndoPlan, undone: ReadonlySet<string>, planning: TaskPlanning): readonly string[] =>
  restoredRecords(plan, planning).flatMap((record) =>
    referencesOf(record, planning.contexts.schema)
      .filter(({ name }) => !undone.has(name) && planning.store.find(name) === undefined)
      .map(({ name }) => `${record.name} would refer to ${name}, which no longer exists`),
  )

/** Parts that could be names: `www.example.com`, `*.example.com`, `example.com/sub`, and `example.com` in the latter. */
const possibleNames = (text: string): readonly string[] => [
  ...(text.match(/[*\p{L}\p{N}._-]+/gu) ?? []),
  ...(text.match(/[*\p{L}\p{N}._-]+\/[\p{L}\p{N}._/-]+/gu) ?? []),
]

const returningNames = ({ present, restored }: RestoredFile): readonly string[] => {
  const known = new Set(possibleNames(present))
  return unique(possibleNames(restored)).filter((name) => !known.has(name))
}

/** Only contexts of one type contend for a name: the user of a client in the file of a site is no name of the site. */
const contend = (owner: string, context: string, { store }: TaskPlanning): boolean => {
  const type = store.find(context)?.context_type
  return type === undefined || store.find(owner)?.context_type === type
}

/** Reasons why a file cannot be restored: a name in it belongs to another context now. */
const taken = (
  { contexts, context, restored }: UndoPlan,
  undone: ReadonlySet<string>,
  planning: TaskPlanning,
): readonly string[] =>
  unique(restored.flatMap(returningNames)).flatMap((name) =>
    planning.claims.declared.namespaces.flatMap((namespace) => {
      const owner = planning.claims.claimant({ namespace, name, path: '' }, context)?.context
      const isOthers = owner !== undefined && !contexts.includes(owner) && !undone.has(owner)
      return isOthers && contend(owner, context, planning) ? [`${name} belongs to ${owner} now`] : []
    }),
  )

/** Reasons why a context cannot have its former names again: they are above or below names of another owner now. */
const unshared = (plan: UndoPlan, planning: TaskPlanning): readonly string[] =>
  restoredRecords(plan, planning).flatMap((record) =>
    namesOfOthers(record, planning.store.find(record.name), {
      constraints: planning.constraints,
      claims: planning.claims,
      find: (name) => planning.store.find(name),
    }).map(({ message }) => message),
  )

/** Reasons why plans cannot be undone although nothing was changed that they changed: other contexts rely on it. */
export const conflictsOf = (plans: readonly UndoPlan[], planning: TaskPlanning): readonly string[] => {
  const undone = new Set(plans.flatMap(({ contexts }) => contexts))
  return plans.flatMap((plan) => [
    ...inUse(plan, undone, planning),
    ...missing(plan, undone, planning),
    ...taken(plan, undone, planning),
    ...unshared(plan, planning),
  ])
}
