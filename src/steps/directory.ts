import { dirname } from 'node:path'
import { ProvisionError } from '../errors.js'
import type { Acl } from '../hosts/acl.js'
import type { FileChange, FileFound, FileState } from '../hosts/files.js'
import { accessDifferences, octal } from './common/access.js'
import { applyForEach, perHost, readForEach } from './common/on-hosts.js'
import { ownerFile, ownerIn, ownerPath, refuseForeign, refuseUnadopted } from './common/owner-tag.js'
import { type Change, type Held, type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import { treesOf } from './common/tree.js'
import type { Run, World } from './common/world.js'
import { command } from '../lib/shell-word.js'

/** A directory with exactly this mode and group. Its contents are ignored. */
export interface DirectoryStep extends Step {
  readonly kind: 'directory'
  readonly path: string
  readonly mode: number
  readonly group?: string
  /** Its ACL; null for none. Not looked at if not given. */
  readonly acl?: Acl | null
  /**
   * UUID of the owner, stored in a file in the directory. A directory of another owner is refused, and one without an
   * owner that has anything in it, unless it is adopted.
   */
  readonly mark?: string
  /** Whether everything that is ever put into it belongs to the owner. Then undo removes it with its contents. */
  readonly whole?: boolean
}

/** Empty if nothing exists. */
interface Observed {
  /** What exists instead of a directory. */
  readonly instead?: FileState['kind']
  readonly mode?: number
  readonly group?: string
  readonly acl?: Acl
  readonly mark?: string
  /** For a directory with data or a tag: whether there is anything in it besides the owner tag. */
  readonly filled?: boolean
}

type Before = Observed
type Prep = Prepared<DirectoryStep, Before>

const notDirectory = (path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} exists and is not a directory`, { fix: 'move it away' })

const observed = ({ state, names }: FileFound, owner: string | undefined): Observed => {
  if (state === undefined) return {}
  if (state.kind !== 'directory') return { instead: state.kind }
  return {
    mode: state.mode,
    group: state.group,
    ...(state.acl === undefined ? {} : { acl: state.acl }),
    ...(owner === undefined ? {} : { mark: owner }),
    ...(names === undefined ? {} : { filled: names.some((name) => name !== ownerFile) }),
  }
}

const observe = async (steps: readonly DirectoryStep[], world: World): Promise<readonly Observed[]> => {
  const items = steps.map((step) => ({ step }))
  const found = await readForEach(items, world, ({ step: { path, mark, holds, acl } }) => {
    const directory = { path, names: holds !== undefined || mark !== undefined, acl: acl !== undefined }
    return mark === undefined ? [directory] : [directory, { path: ownerPath(path), text: true }]
  })
  return found.map(([directory = {}, owner = {}]) => observed(directory, ownerIn(owner)))
}

const differences = (step: DirectoryStep, state: Observed): readonly string[] => [
  ...accessDifferences(step, state),
  ...(step.mark === state.mark ? [] : [isUnmarked(step, state) ? 'adopted: owner tag' : 'owner tag']),
]

/** Whether there is something in a directory that nobody has marked. An empty one loses nothing. */
const isUnmarked = ({ mark }: DirectoryStep, state: Observed): boolean =>
  mark !== undefined && state.mark === undefined && state.filled === true

const change = (step: DirectoryStep, state: Observed): Change | undefined => {
  if (state.instead !== undefined) throw notDirectory(step.path)
  if (step.mark !== undefined) refuseForeign(step.path, state.mark, step.mark)
  if (state.mode === undefined) return { action: 'create', detail: `mode ${octal(step.mode)}` }
  if (isUnmarked(step, state)) refuseUnadopted(step.path, step)
  const different = differences(step, state)
  return different.length === 0 ? undefined : { action: 'change', detail: different.join(', ') }
}

const stateOf = ({ mode, filled = false }: Observed): Held['state'] => {
  if (mode === undefined) return 'gone'
  return filled ? 'filled' : 'empty'
}

const insteadWords = { link: 'a link', file: 'a file', other: 'something else', directory: 'a folder' } as const

const held = ({ host, path }: DirectoryStep, state: Observed): Held => ({
  place: `${host}:${path}`,
  state: stateOf(state),
  ...(state.instead === undefined ? {} : { instead: `is ${insteadWords[state.instead]} now, no folder` }),
})

const noParent = ({ path, context }: DirectoryStep): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot create ${path}: ${dirname(path)} does not exist`, {
    fix: command`put back ${dirname(path)} (a code base, a mount, a link), or verify the context that it belongs to`,
    context,
  })

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Explains the error when the parent directory does not exist. */
const named = ({ step }: Prep, outcome: Outcome): Outcome =>
  !outcome.ok && isMissing(outcome.error) ? { ok: false, error: noParent(step) } : outcome

const ownerMode = 0o600

const ownerFileOf = ({ path, mark }: DirectoryStep): readonly FileChange[] => [
  { do: 'write', path: ownerPath(path), mode: ownerMode, text: () => `${mark}\n` },
]

/** Creates all directories first, because one may be inside another, then the missing owner files. */
const run = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const made = await applyForEach(prepared, world, ({ step: { path, mode, group, acl } }) => [
    { do: 'make-directory', path, mode, group, acl },
  ])
  const outcomes = made.map((outcome, index) => named(prepared[index] as Prep, outcome))
  const unmarked = [...prepared.entries()].filter(
    ([index, { step, before }]) => outcomes[index]?.ok && step.mark !== undefined && before.mark === undefined,
  )
  const written = await applyForEach(
    unmarked.map(([, prepared]) => prepared),
    world,
    ({ step }) => ownerFileOf(step),
  )
  for (const [position, [index]] of unmarked.entries()) outcomes[index] = written[position] as Outcome
  return outcomes
}

/** Files that others have put into a new directory stay, unless everything in it belongs to the owner. */
const undoChanges = ({ step: { path, mark, acl, whole = false }, before }: Prep): readonly FileChange[] => {
  if (before.mode === undefined && whole) return [{ do: 'remove', path }]
  const unmark: readonly FileChange[] =
    mark !== undefined && before.mark === undefined ? [{ do: 'remove', path: ownerPath(path) }] : []
  const back: FileChange =
    before.mode === undefined
      ? { do: 'remove-if-empty', path }
      : {
          do: 'set-access',
          path,
          mode: before.mode,
          group: before.group,
          ...(acl === undefined ? {} : { acl: before.acl ?? null }),
        }
  return [...unmark, back]
}

const undo = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const found = await readForEach(prepared, world, ({ step: { path } }) => [{ path }])
  const items = prepared.map((item, index) => ({ ...item, isThere: found[index]?.[0]?.state !== undefined }))
  return applyForEach(items, world, (item) => (item.isThere ? undoChanges(item) : []))
}

/** For a new directory that undo removes with its contents: everything in it. */
const result = async (prepared: readonly Prep[], world: Run): Promise<readonly unknown[]> => {
  const now = await observe(
    prepared.map(({ step }) => step),
    world,
  )
  const made = prepared.filter(({ step, before }) => step.whole === true && before.mode === undefined)
  const trees = await perHost(made, world, (group, host) =>
    treesOf(
      group.map(({ step }) => step.path),
      host,
    ),
  )
  const treeOf = new Map(made.map(({ step }, index) => [step, trees[index]]))
  return now.map(({ filled: _, ...state }, index) => ({
    ...state,
    tree: treeOf.get((prepared[index] as Prep).step) ?? [],
  }))
}

/** Creates a directory, or sets mode, group and owner of an existing one. */
export const stepKind: StepKind<DirectoryStep, Observed, Before> = {
  kind: 'directory',
  batch: defaultBatch,
  observe,
  change,
  held,
  prepare: (observations) => observations.map(({ observed: before }) => ({ ok: true, before })),
  run,
  writes: ({ path, mark }) => (mark === undefined ? [] : [ownerPath(path)]),
  undo,
  undoing: ({ step: { path }, before: { mode } }) =>
    mode === undefined
      ? { action: 'delete', title: `remove the folder ${path}` }
      : { action: 'change', title: `restore the mode and the owner of the folder ${path}` },
  result,
}
