import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { fillSecrets, hasSecret, maskSecrets } from '../contexts/secret.js'
import type { Vault } from '../contexts/vault.js'
import { ProvisionError } from '../errors.js'
import type { Acl } from '../hosts/acl.js'
import type { FileChange, FileFound, FileState } from '../hosts/files.js'
import { accessDifferences } from './common/access.js'
import { type Readers, readableFor, readersNow, withReaders } from './common/context-access.js'
import { continueWith } from './common/attempt.js'
import { fillText } from './common/fill.js'
import { applyForEach, readForEach, readOne } from './common/on-hosts.js'
import { textOwner } from './common/owner-line.js'
import { refuseForeignFile, refuseUnadopted } from './common/owner-tag.js'
import { type Change, type Observation, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run } from './common/world.js'

/** A file with exactly this text, mode and group. Its directory exists, or an earlier step creates it. */
export interface FileStep extends Step {
  readonly kind: 'file'
  readonly path: string
  /** May contain secret marks. */
  readonly text: string
  readonly mode: number
  readonly group?: string
  /** Its ACL; null for none. Not looked at if not given. */
  readonly acl?: Acl | null
  /**
   * UUID of the owner, which the text has in its first lines. A file of another owner is refused, and one without an
   * owner, unless it is adopted: then it is kept beside the new one.
   */
  readonly mark?: string
  /** The context whose file it is: groups may read it, too, as `context-readers` steps have asked until now. */
  readonly of?: string
}

interface Observed {
  /** The text on disk. If the step's text has a secret, only a digest, so that no plan contains the secret. */
  readonly text?: string
  readonly digest?: string
  /** What exists instead of a plain file. */
  readonly instead?: FileState['kind']
  /** Whether the text equals the step's text with its secrets filled in. */
  readonly same: boolean
  readonly mode?: number
  readonly group?: string
  readonly acl?: Acl
  /** UUID of the owner, for a step with a mark. */
  readonly owner?: string
}

/** The path of the backup; false if there was no file. `adopted` is where a file without an owner stays. */
interface Before {
  readonly kept: string | false
  readonly adopted?: string
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const notPlain = (path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} exists and is not a plain file`, { fix: 'move it away' })

const ownerOf = ({ mark }: FileStep, text: string): { readonly owner?: string } => {
  const owner = mark === undefined ? undefined : textOwner(text)?.uuid
  return owner === undefined ? {} : { owner }
}

/** Who reads the file of a context is not its writer's: the mode says who does. */
const modeOf = ({ mode }: FileStep, state: FileState, readers: Readers): number =>
  readers.size === 0 ? state.mode : mode

const observed = (
  step: FileStep,
  { state, text }: FileFound,
  [vault, readers]: readonly [Vault, Readers],
): Observed => {
  const { text: wanted } = step
  if (state === undefined) return { same: false }
  if (state.kind !== 'file' || text === undefined) return { same: false, instead: state.kind }
  return {
    ...(hasSecret(wanted) ? { digest: digestOf(text) } : { text }),
    same: text === fillSecrets(wanted, vault.read),
    mode: modeOf(step, state, readers),
    group: state.group,
    ...(state.acl === undefined ? {} : { acl: state.acl }),
    ...ownerOf(step, text),
  }
}

/** Whether there is a file that nobody has marked. */
const isUnmarked = ({ mark }: FileStep, { mode, owner, same }: Observed): boolean =>
  mark !== undefined && mode !== undefined && owner === undefined && !same

const refuseOthers = (step: FileStep, found: Observed): void => {
  if (step.mark !== undefined) refuseForeignFile(step.path, found.owner, step.mark)
  if (isUnmarked(step, found)) refuseUnadopted(step.path, step)
}

const change = (step: FileStep, found: Observed): Change | undefined => {
  const { same, instead, text = '', owner: _, ...access } = found
  if (instead !== undefined) throw notPlain(step.path)
  refuseOthers(step, found)
  const exists = access.mode !== undefined
  const detail = exists ? accessDifferences(step, access).join(', ') : ''
  if (same && detail === '') return undefined
  return {
    action: exists ? 'change' : 'create',
    ...(same ? {} : { before: text, after: maskSecrets(step.text) }),
    ...(detail === '' ? {} : { detail }),
  }
}

/** The name of a file that was adopted, with that of the task: an earlier one stays. No web server serves it. */
const adoptedPath = (path: string, keep: string): string => `${path}.before-provision-${basename(dirname(keep))}`

const backupIn = (folder: string): string => `${folder}/file`

const prepare = async (observations: readonly Observation<FileStep, Observed>[], run: Run) => {
  const items = observations.map(({ step, observed: found }) => ({
    step,
    before: {
      kept: found.mode !== undefined && backupIn(run.keep(step)),
      ...(isUnmarked(step, found) ? { adopted: adoptedPath(step.path, run.keep(step)) } : {}),
    },
  }))
  const outcomes = await applyForEach(items, run, ({ step: { path }, before: { kept } }): readonly FileChange[] =>
    kept === false ? [] : [{ do: 'back-up', path, to: kept }],
  )
  return outcomes.map((outcome, index) =>
    outcome.ok ? { ok: true as const, before: items[index]?.before as Before } : outcome,
  )
}

type Prep = Prepared<FileStep, Before>

const writeChange = (
  { path, text, group, ...access }: FileStep,
  groups: readonly string[] = [],
  { vault }: Run,
): FileChange => ({
  do: 'write',
  path,
  group,
  ...(groups.length === 0 ? { mode: access.mode, acl: access.acl } : readableFor(groups, access.mode)),
  text: () => fillText(path, text, vault),
})

const write = (prepared: readonly Prep[], run: Run) =>
  withReaders(stepsIn(prepared), run, (groups) =>
    applyForEach(
      prepared.map((one, index) => ({ ...one, groups: groups[index] })),
      run,
      ({ step, before: { adopted }, groups: readers }) => [
        ...(adopted === undefined ? [] : [{ do: 'back-up' as const, path: step.path, to: adopted }]),
        writeChange(step, readers, run),
      ],
    ),
  )

const stepsIn = (prepared: readonly Prep[]): readonly FileStep[] => prepared.map(({ step }) => step)

const othersBits = 0o077

/** The backup of a context file gets the access that the file has to have now: other groups may have read it then. */
const asNow = (
  { step: { mode }, before: { kept } }: Prep,
  state: FileState | undefined,
  groups: readonly string[] = [],
): readonly FileChange[] => {
  if (kept === false || state === undefined) return []
  if (groups.length > 0) return [{ do: 'set-access', path: kept, ...readableFor(groups, mode) }]
  return (state.mode & othersBits) === 0 ? [] : [{ do: 'set-access', path: kept, mode, acl: null }]
}

const undo = (prepared: readonly Prep[], run: Run) =>
  withReaders(stepsIn(prepared), run, async (groups) => {
    const backups = await readForEach(prepared, run, ({ step: { of }, before: { kept } }) =>
      of === undefined || kept === false ? [] : [{ path: kept }],
    )
    const items = prepared.map((one, index) => ({ ...one, index }))
    const ready = await applyForEach(items, run, (one) => asNow(one, backups[one.index]?.[0]?.state, groups[one.index]))
    return continueWith(prepared, ready, (rest) => putBack(rest, run))
  })

/** Does nothing if the backup or the folder of the file no longer exists. */
const putBack = async (prepared: readonly Prep[], run: Run) => {
  const found = await readForEach(prepared, run, ({ step: { path }, before: { kept } }) =>
    kept === false ? [] : [{ path: kept }, { path: dirname(path) }],
  )
  const items = prepared.map((item, index) => ({
    ...item,
    isThere: found[index]?.every(({ state }) => state !== undefined),
  }))
  return applyForEach(items, run, ({ step: { path }, before: { kept, adopted }, isThere }): readonly FileChange[] => {
    if (kept === false) return [{ do: 'remove', path }]
    const unkept: readonly FileChange[] = adopted === undefined ? [] : [{ do: 'remove', path: adopted }]
    return isThere ? [{ do: 'restore', path, from: kept }, ...unkept] : []
  })
}

/** Writes a file under a temporary name, and renames it when it is complete. */
export const stepKind: StepKind<FileStep, Observed, Before> = {
  kind: 'file',
  batch: defaultBatch,
  observe: async (steps, world) => {
    const found = await readOne(steps, world, ({ path, acl }) => ({ path, text: true, acl: acl !== undefined }))
    const readers = await readersNow(steps, world)
    return steps.map((step, index) => observed(step, found[index] ?? {}, [world.vault, readers[index] as Readers]))
  },
  change,
  prepare,
  run: write,
  undo,
  undoing: ({ step: { path }, before: { kept } }) =>
    kept === false ? { action: 'delete', title: `remove ${path}` } : { action: 'change', title: `restore ${path}` },
  writes: ({ path }) => [path],
  restores: ({ step: { path }, before: { kept } }) => (kept === false ? [] : [{ path, from: kept }]),
  undoRemoves: ({ step: { path }, before: { kept } }) => (kept === false ? [path] : []),
}
