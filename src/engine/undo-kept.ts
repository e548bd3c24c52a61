import { appendFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDirSync } from 'fs-extra/esm'
import { ProvisionError } from '../errors.js'
import type { Kinds, Prepared } from '../steps/common/kind.js'
import { readForEach } from '../steps/common/on-hosts.js'
import type { Step } from '../steps/common/step.js'
import type { Run } from '../steps/common/world.js'
import type { Engine } from './engine.js'
import { type Undo, findUndo } from './find-undo.js'
import { keptFolder, journalFile, openFolder } from './journal/folders.js'
import type { Entry, JournalText } from './journal/format.js'
import { readJournal } from './journal/read.js'
import { begunIn, undoablePlans } from './journal/states.js'
import { noJournal } from './journal/write.js'
import type { ChangeLine } from './progress.js'
import { digestOfBackups, digestsNow, readBackups } from './state-digests.js'
import { lockWithShared } from './locked.js'
import { changedBy, involvedIn, kindOf } from './plan.js'
import { settleJournal } from './settle.js'
import { RunWorld } from './run-world.js'

/** The plan of an undo for one transaction. */
export interface UndoPlan {
  readonly context: string
  readonly contexts: readonly string[]
  /** What the undo does, in its order. */
  readonly changes: readonly ChangeLine[]
  readonly restored: readonly RestoredFile[]
  /** Files that the task has created, and undo removes. */
  readonly removed: readonly string[]
  /** Why it cannot be undone. */
  readonly refusals: readonly string[]
}

interface Digests {
  readonly state: string
  readonly backups: string
}

const digestsIn = ({ entries }: JournalText): ReadonlyMap<string, Digests> =>
  new Map(
    entries
      .flatMap((entry) => ('left' in entry ? entry.left : []))
      .map(([plan, step, state, backups]) => [`${plan} ${step}`, { state, backups }]),
  )

const refusalOf = (step: Step, now: Digests, left: Digests | undefined, { kinds }: Engine): string | undefined => {
  const irreversible = kindOf(kinds, step.kind).irreversible?.(step)
  if (irreversible !== undefined) return irreversible
  if (now.state !== left?.state) return 'changed since'
  return now.backups === left.backups ? undefined : 'its backup is missing or damaged'
}

/** What undoing a step changes. Nothing, for a check. */
const changeOf = (prepared: Prepared, kinds: Kinds): readonly ChangeLine[] => {
  const { context, kind } = prepared.step
  const undoing = kindOf(kinds, kind).undoing?.(prepared)
  return undoing === undefined ? [] : [{ context, ...undoing }]
}

/** A backup is named by its path in an open journal. */
const keptPlace =
  (id: string, home: string) =>
  (backup: string): string =>
    backup.replace(`${join(openFolder(home), id)}/`, `${join(keptFolder(home), id)}/`)

/** A file that undo restores, before and after. */
export interface RestoredFile {
  readonly path: string
  readonly present: string
  readonly restored: string
}

type Backups = Awaited<ReturnType<typeof readBackups>>

const restoredFiles = async (
  prepared: readonly Prepared[],
  backups: Backups,
  run: Run,
): Promise<readonly RestoredFile[]> => {
  const items = prepared.flatMap(({ step }, index) =>
    (backups[index] ?? []).flatMap(({ path, text = '' }) => (path === undefined ? [] : [{ step, path, text }])),
  )
  const found = await readForEach(items, run, ({ path }) => [{ path, text: true }])
  return items.map(({ path, text }, index) => ({ path, present: found[index]?.[0]?.text ?? '', restored: text }))
}

/** Plans an undo, and says why it is refused: each step checks that the state is still as the task left it. */
export const planUndo = async ({ journal, plans }: Undo, engine: Engine): Promise<readonly UndoPlan[]> => {
  const { run } = new RunWorld({ ...engine, journal: noJournal })
  const placeOf = keptPlace(journal.header.id, engine.home)
  const [begun, leftBy] = [begunIn(journal), digestsIn(journal)]
  const undoPlans: UndoPlan[] = []
  for (const plan of plans) {
    const journaled = journal.plans[plan]
    const steps = begun.get(plan) ?? []
    const prepared = steps.map((step) => step.prepared)
    const states = await digestsNow(prepared, engine.kinds, run)
    const backups = await readBackups(prepared, engine.kinds, run, placeOf)
    if (journaled !== undefined)
      undoPlans.push({
        context: journaled.context,
        contexts: changedBy(journaled),
        restored: await restoredFiles(prepared, backups, run),
        removed: prepared.flatMap((step) => kindOf(engine.kinds, step.step.kind).undoRemoves?.(step) ?? []),
        refusals: steps.flatMap(({ position, prepared: { step } }, index) => {
          const now = { state: states[index] as string, backups: digestOfBackups(backups[index] ?? []) }
          const refusal = refusalOf(step, now, leftBy.get(position.join(' ')), engine)
          return refusal === undefined ? [] : [`${step.title}: ${refusal}`]
        }),
        changes: prepared.toReversed().flatMap((step) => changeOf(step, engine.kinds)),
      })
  }
  return undoPlans
}

/** Turns a kept journal into an open one, like that of a failed task. Whoever finds it undoes it. */
const reopen = ({ journal, plans }: Undo, { home, locks }: Engine): JournalText => {
  const { id } = journal.header
  const entry: Entry = { reopened: plans, holder: locks.holder }
  const kept = join(keptFolder(home), id)
  appendFileSync(join(kept, journalFile), `${JSON.stringify(entry)}\n`, { flush: true })
  ensureDirSync(openFolder(home), 0o700)
  renameSync(kept, join(openFolder(home), id))
  return { ...journal, entries: [...journal.entries, entry] }
}

const changedMeanwhile = (word: string): ProvisionError =>
  new ProvisionError('PROVISION_LOCKED', `another task has changed what can be undone for ${word}`, { fix: 'retry' })

interface UndoOptions {
  readonly waitSeconds?: number
  /** Locks besides the contexts, held while it is checked and undone. */
  readonly shared: readonly string[]
  readonly check: (plans: readonly UndoPlan[]) => void
}

/** Undoes all plans if `check` accepts them, otherwise none. Returns what could not be undone. */
export const undoKept = async (
  word: string,
  engine: Engine,
  { waitSeconds = 0, shared, check }: UndoOptions,
): Promise<{ readonly plans: readonly UndoPlan[]; readonly leftOver: readonly string[] }> => {
  const { journal, plans } = findUndo(engine.home, word)
  const contexts = plans.flatMap((plan) => involvedIn(journal.plans[plan] as JournalText['plans'][number]))
  const { release, refused } = await lockWithShared(shared, [...new Set(contexts)], engine, waitSeconds)
  try {
    const [error] = refused.values()
    if (error !== undefined) throw error
    const now = readJournal(keptFolder(engine.home), journal.header.id)
    if (now === undefined || now.damage !== undefined || !plans.every((plan) => undoablePlans(now).includes(plan)))
      throw changedMeanwhile(word)
    const undo = { journal: now, plans }
    const undoPlans = await planUndo(undo, engine)
    check(undoPlans)
    const { leftOver } = await settleJournal(reopen(undo, engine), engine)
    return { plans: undoPlans, leftOver }
  } finally {
    release()
  }
}
