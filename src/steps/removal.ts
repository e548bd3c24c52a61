import { dirname, posix } from 'node:path'
import { ProvisionError } from '../errors.js'
import { factsOf } from '../hosts/facts.js'
import type { FileChange, FileFound, FileState, Undeletable } from '../hosts/files.js'
import type { Host } from '../hosts/host.js'
import { command } from '../lib/shell-word.js'
import { oneLine } from '../lib/unprintable.js'
import { asideOf } from './common/aside.js'
import { attemptEach, continueWith } from './common/attempt.js'
import { applyForEach, perHost, readForEach, readOne } from './common/on-hosts.js'
import { canRegain, regainEach } from './common/regain.js'
import { ownerIn, ownerPath, refuseForeign } from './common/owner-tag.js'
import {
  type Change,
  type Observation,
  type Outcome,
  type Preparation,
  type Prepared,
  type StepKind,
  defaultBatch,
} from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run, World } from './common/world.js'

/** A file, link or directory that must not exist. Links are removed, not followed. */
export interface RemovalStep extends Step {
  readonly kind: 'removal'
  readonly path: string
  /** UUID of the owner. A directory of another owner is refused, and one of nobody stays, unless it is adopted. */
  readonly mark?: string
  /** A file is removed only if it has this text. */
  readonly text?: string
  /** Path of the root helper, by which folders in it are opened that PHP of a client has closed. */
  readonly helper?: string
}

interface Observed {
  readonly kind?: FileState['kind']
  /** The target of a link. */
  readonly target?: string
  /** UUID of the owner of a directory. */
  readonly owner?: string
  /** The first folder in it that the current user may not empty. */
  readonly undeletable?: Undeletable
  readonly user?: string
}

/**
 * A directory is moved beside its place, on the same file system, until nothing will be undone any more. A file is kept
 * with the journal. For a link, its target is kept.
 */
export type Before = { readonly aside: string } | { readonly kept: string } | { readonly target: string }

type Prep = Prepared<RemovalStep, Before>

const observed = ({ text }: RemovalStep, found: FileFound, owner: string | undefined): Observed => {
  if (found.state === undefined || (text !== undefined && found.text !== text)) return {}
  const { kind, target } = found.state
  return { kind, ...(target === undefined ? {} : { target }), ...(owner === undefined ? {} : { owner }) }
}

const read = async (steps: readonly RemovalStep[], world: World): Promise<readonly Observed[]> => {
  const items = steps.map((step) => ({ step }))
  const found = await readForEach(items, world, ({ step: { path, mark, text } }) => [
    { path, text: text !== undefined },
    ...(mark === undefined ? [] : [{ path: ownerPath(path), text: true }]),
  ])
  return steps.map((step, index) => {
    const [file = {}, owner = {}] = found[index] ?? []
    return observed(step, file, ownerIn(owner))
  })
}

const reasonAndFix = ({ path, isMount }: Undeletable, user: string): readonly [reason: string, fix: string] =>
  isMount
    ? [`${oneLine(path)} is mounted, so what is in it is elsewhere, too`, command`as root: umount ${path}`]
    : [`${user} has no permission to change ${oneLine(path)}`, command`as root: chown -hR ${user} ${path}`]

const notDeletable = ({ path, context }: RemovalStep, undeletable: Undeletable, user: string): ProvisionError => {
  const [reason, fix] = reasonAndFix(undeletable, user)
  return new ProvisionError('DRUSH_PERM_ERROR', `cannot remove ${path}: ${reason}`, { fix, context })
}

type Found = Pick<Observed, 'undeletable' | 'user'>

/** Looks for folders that the user could not empty, so that such a removal does not start. */
const findUndeletable = async (steps: readonly RemovalStep[], host: Host): Promise<readonly Found[]> => {
  const found = await host.files.findUndeletable(steps.map(({ path }) => path))
  if (found.every((folder) => folder === undefined)) return found.map(() => ({}))
  const { user } = await factsOf(host)
  return Promise.all(
    found.map(async (undeletable, index) => {
      if (undeletable === undefined) return {}
      const helper = steps[index]?.helper
      const canBeOpened = helper !== undefined && !undeletable.isMount
      if (canBeOpened && (await canRegain(undeletable.path, helper, host))) return {}
      return { undeletable, user: user.name }
    }),
  )
}

const observe = async (steps: readonly RemovalStep[], world: World): Promise<readonly Observed[]> => {
  const states = await read(steps, world)
  const directories = steps
    .map((step, index) => ({ step, index }))
    .filter(({ index }) => states[index]?.kind === 'directory')
  const found = await perHost(directories, world, (group, host) =>
    findUndeletable(
      group.map(({ step }) => step),
      host,
    ),
  )
  const undeletable = new Map(directories.map(({ index }, position) => [index, found[position]]))
  return states.map((state, index) => ({ ...state, ...undeletable.get(index) }))
}

const change = (step: RemovalStep, { kind, owner, undeletable, user = '' }: Observed): Change | undefined => {
  if (kind === undefined) return undefined
  if (kind === 'directory' && step.mark !== undefined) {
    refuseForeign(step.path, owner, step.mark)
    if (owner === undefined && !step.adopt) return undefined
  }
  if (undeletable !== undefined) throw notDeletable(step, undeletable, user)
  return { action: 'delete', detail: kind }
}

const beforeOf = ({ step, observed: { kind, target } }: Observation<RemovalStep, Observed>, run: Run): Before => {
  const keep = run.keep(step)
  if (target !== undefined) return { target }
  return kind === 'file' ? { kept: posix.join(keep, 'file') } : { aside: asideOf(step.path, keep) }
}

const prepare = async (
  observations: readonly Observation<RemovalStep, Observed>[],
  run: Run,
): Promise<readonly Preparation<Before>[]> => {
  const items = observations.map((observation) => ({ step: observation.step, before: beforeOf(observation, run) }))
  const outcomes = await applyForEach(items, run, ({ step: { path }, before }): readonly FileChange[] =>
    'kept' in before ? [{ do: 'back-up', path, to: before.kept }] : [],
  )
  return outcomes.map((outcome, index) =>
    outcome.ok ? { ok: true as const, before: items[index]?.before as Before } : outcome,
  )
}

type Current = Prep & { readonly state: Observed; readonly isMoved: boolean }

/** Reads the present state. After the commit something may exist at the path again. */
const readCurrent = async (prepared: readonly Prep[], run: Run): Promise<readonly Current[]> => {
  const states = await read(
    prepared.map(({ step }) => step),
    run,
  )
  const asides = await readForEach(prepared, run, ({ before }) => ('aside' in before ? [{ path: before.aside }] : []))
  return prepared.map((item, index) => ({
    ...item,
    state: states[index] ?? {},
    isMoved: asides[index]?.[0]?.state !== undefined,
  }))
}

const removalOf = ({ step: { path }, before, state, isMoved }: Current): readonly FileChange[] => {
  if (state.kind === undefined) return []
  return 'aside' in before && !isMoved ? [{ do: 'rename', path, to: before.aside }] : [{ do: 'remove', path }]
}

/** Compares again, because another context may own it by now. */
const run = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const items = await readCurrent(prepared, world)
  const allowed = await attemptEach(items, ({ step, state }) => void change(step, state))
  return continueWith(items, allowed, async (permitted) => {
    // While the owners of what is in it are still there: the user of a site goes with it.
    await regainEach(
      permitted.map(({ step, state }) => ({ step, folder: state.kind === 'directory' ? step.path : undefined })),
      world,
    )
    return applyForEach(permitted, world, removalOf)
  })
}

const removeAside = (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> =>
  applyForEach(prepared, world, ({ before }) => ('aside' in before ? [{ do: 'remove', path: before.aside }] : []))

/** Tries once more what PHP that still ran has closed meanwhile. */
const discard = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const outcomes = await removeAside(prepared, world)
  const again = prepared.filter(({ step }, index) => !outcomes[index]?.ok && step.helper !== undefined)
  await regainEach(
    again.map(({ step, before }) => ({ step, folder: 'aside' in before ? before.aside : undefined })),
    world,
  )
  const retried = (await removeAside(again, world)).values()
  return outcomes.map((outcome, index) =>
    again.includes(prepared[index] as Prep) ? (retried.next().value as Outcome) : outcome,
  )
}

/** Does nothing if the backup or the parent folder no longer exists. */
const undo = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const found = await readForEach(prepared, world, ({ step: { path }, before }) => [
    { path: dirname(path) },
    ...('kept' in before ? [{ path: before.kept }] : []),
  ])
  const items = prepared.map((item, index) => ({
    ...item,
    isThere: found[index]?.every(({ state }) => state !== undefined) === true,
  }))
  return applyForEach(items, world, ({ step: { path }, before, isThere }): readonly FileChange[] => {
    if ('aside' in before) return [{ do: 'rename', path: before.aside, to: path }]
    if (!isThere) return []
    return 'kept' in before
      ? [{ do: 'restore', path, from: before.kept }]
      : [{ do: 'link', path, target: before.target }]
  })
}

/** Removes something. It is deleted for good only when nothing will be undone any more. */
export const stepKind: StepKind<RemovalStep, Observed, Before> = {
  kind: 'removal',
  batch: defaultBatch,
  observe,
  change,
  prepare,
  run,
  undo,
  undoing: ({ step: { path } }) => ({ action: 'create', title: `restore ${path}` }),
  discard,
  restores: ({ step: { path }, before }) => ('kept' in before ? [{ path, from: before.kept }] : []),
  result: (prepared, world) =>
    readOne(
      prepared.map(({ step }) => step),
      world,
      ({ path }) => ({ path, text: true }),
    ),
  // What nobody has marked may stay.
  removes: ({ path, text, mark, adopt }) => (text === undefined && (mark === undefined || adopt) ? [path] : []),
}
