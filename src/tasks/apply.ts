import { refuseUnknown } from '../contexts/unknown.js'
import type { Intent } from '../engine/plan.js'
import { usage } from '../errors.js'
import { someOf } from '../lib/some-of.js'
import { readFleet } from '../planning/context-files.js'
import type { ContextInput } from '../planning/drafting/draft.js'
import { Saving, loadingFor, savingLock } from '../planning/drafting/saving.js'
import { inUse } from '../planning/in-use.js'
import { loadingWarnings, verifyWarnings } from '../planning/verify-warnings.js'
import type { TaskPlanning } from '../planning/planning.js'
import { inReferenceOrder } from '../planning/select.js'
import { defaultStages } from '../steps/common/stages.js'
import { createGroupsFlag } from './common/creating-groups.js'
import { type How, consentsTo, deleteIntent } from './common/deletion.js'
import { measureFlag } from './common/quota-flag.js'
import { type Wanted, defineTask } from './common/task.js'

type Inputs = ReadonlyMap<string, ContextInput>

/** The contexts of the home that are in none of the files. A context comes before those that it refers to. */
const absentFrom = (inputs: Inputs, { contexts, store }: TaskPlanning): readonly string[] =>
  inReferenceOrder(
    store.names().filter((name) => !inputs.has(name)),
    contexts,
  ).toReversed()

const mostNamed = 10

const absentWarning = (absent: readonly string[]): string =>
  `in this home, but in none of these files: ${someOf(absent, mostNamed)}; --prune deletes them`

/** Whether the words stand for a whole fleet: of a single file nobody expects to name all contexts. */
const namesFolder = (words: readonly string[], { here }: TaskPlanning): boolean =>
  words.some((word) => here.isDirectory(word))

/** What is applied, and what of the home is in none of the files. */
interface Applied {
  readonly inputs: Inputs
  readonly absent: readonly string[]
  readonly pruned: How
}

/** Deletes a context, once all that the folder has is in order and refers to it no more. */
const pruneIntent = (name: string, { inputs, pruned }: Applied, saving: Saving, planning: TaskPlanning): Intent => {
  const referring = saving.referringTo(name)
  if (referring.length > 0) throw inUse(name, referring)
  refuseUnknown(planning.store.read(name), planning.contexts.schema)
  const intent = deleteIntent(name, pruned, planning)
  return { ...intent, needs: [...(intent.needs ?? []), ...inputs.keys()] }
}

const wanted = (applied: Applied, planning: TaskPlanning): Wanted => {
  const { inputs, absent, pruned } = applied
  const [saving, [first]] = [new Saving(planning), inputs.keys()]
  return {
    intent: (name) => {
      const input = inputs.get(name)
      return input === undefined ? pruneIntent(name, applied, saving, planning) : saving.applyIntent(input)
    },
    warnings: (name) => [
      ...(name === first && absent.length > pruned.together.size ? [absentWarning(absent)] : []),
      ...saving.warningsOf(name),
      ...(inputs.has(name) ? verifyWarnings(name, planning) : []),
    ],
  }
}

const appliedBy = (
  words: readonly string[],
  flags: { readonly prune: boolean; readonly 'no-backup': boolean },
  planning: TaskPlanning,
): Applied => {
  const inputs = new Map(readFleet(words, planning.contexts.schema, planning.here).map((input) => [input.name, input]))
  const isFleet = namesFolder(words, planning)
  if (flags.prune && !isFleet)
    throw usage('--prune needs a folder with the whole fleet', 'provision-apply FOLDER --prune')
  if (flags.prune && inputs.size === 0)
    throw usage(
      `there is no context in ${words.join(', ')}, so --prune would delete all of the home`,
      'name the folder with the whole fleet; what is in it ends with .json',
    )
  const absent = isFleet ? absentFrom(inputs, planning) : []
  const together = new Set(flags.prune ? absent : [])
  return { inputs, absent, pruned: { together, backup: !flags['no-backup'], forget: true } }
}

export const task = defineTask({
  name: 'provision-apply',
  summary: 'Save and verify the contexts in files or folders, in the order of their references.',
  examples: [
    'provision provision-apply fleet/ --check --diff',
    'provision provision-apply fleet/ --detailed-exitcodes',
    'provision provision-apply fleet/ --prune --no-backup --dry-run',
    'provision provision-apply example.com.json',
  ],
  words: 'files',
  flags: {
    ...createGroupsFlag,
    ...measureFlag,
    prune: {
      takes: 'switch',
      description: 'delete and forget the contexts of the home that no file of the folder has',
    },
    'no-backup': {
      takes: 'switch',
      description: 'with --prune: delete without a backup; sites need this, because this version makes none',
      with: 'prune',
    },
  },
  stages: defaultStages,
  locks: [savingLock],
  begin: ({ words, flags }, planning) => {
    const applied = appliedBy(words, flags, planning)
    const { inputs, pruned } = applied
    return {
      contexts: [...inputs.keys(), ...pruned.together],
      consents: consentsTo(pruned, planning),
      takesUnknown: true,
      ...loadingWarnings([...inputs.keys()], planning),
      ...loadingFor([...inputs.values()], planning),
      want: (now) => wanted(applied, now),
    }
  },
})
