import { dirname, posix } from 'node:path'
import { ProvisionError } from '../errors.js'
import { factsOf } from '../hosts/facts.js'
import type { FileChange, FileFound, FileState } from '../hosts/files.js'
import type { Host } from '../hosts/host.js'
import { asideOf } from './common/aside.js'
import { attemptEach, continueWith } from './common/attempt.js'
import { applyForEach, perHost, readForEach } from './common/on-hosts.js'
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

/** A file, link or directory that must not be there. Links are removed, not followed. */
export interface RemovalStep extends Step {
  readonly kind: 'removal'
  readonly path: string
  /** UUID of the owner; a directory with another's mark is refused. */
  readonly mark?: string
  /** A file is removed only while this is its text. */
  readonly text?: string
}

interface Observed {
  readonly kind?: FileState['kind']
  /** Where a link leads. */
  readonly target?: string
  /** UUID of the owner of a directory. */
  readonly owner?: string
  /** The first folder in it that the current user may not empty. */
  readonly undeletable?: string
  readonly user?: string
}

/**
 * A directory waits beside its place, on the same file system, until nothing will be undone any more. A file is kept
 * with the journal, and of a link where it leads.
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
    const [there = {}, owner = {}] = found[index] ?? []
    return observed(step, there, ownerIn(owner))
  })
}

const notDeletable = ({ path, context }: RemovalStep, folder: string, user: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot remove ${path}: ${user} may not change ${folder}`, {
    fix: `as root: chown -R ${user} ${folder}`,
    context,
  })

type Undeletable = Pick<Observed, 'undeletable' | 'user'>

/** Looks into directories for what could not be removed in the end, so that it is not even begun with. */
const findUndeletable = async (steps: readonly RemovalStep[], host: Host): Promise<readonly Undeletable[]> => {
  const found = await host.files.findUndeletable(steps.map(({ path }) => path))
  if (found.every((folder) => folder === undefined)) return found.map(() => ({}))
  const { user } = await factsOf(host)
  return found.map((undeletable) => (undeletable === undefined ? {} : { undeletable, user: user.name }))
}

const observe = async (steps: readonly RemovalStep[], world: World): Promise<readonly Observed[]> => {
  const states = await read(steps, world)
  const directories = steps
    .map((step, index) => ({ step, index }))
    .filter(({ index }) => states[index]?.kind === 'directory')
  const found = await perHost(directories, world, (some, host) =>
    findUndeletable(
      some.map(({ step }) => step),
      host,
    ),
  )
  const undeletable = new Map(directories.map(({ index }, place) => [index, found[place]]))
  return states.map((state, index) => ({ ...state, ...undeletable.get(index) }))
}

const change = (step: RemovalStep, { kind, owner, undeletable, user = '' }: Observed): Change | undefined => {
  if (kind === undefined) return undefined
  if (kind === 'directory' && step.mark !== undefined) refuseForeign(step.path, owner, step.mark)
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
  const items = observations.map((one) => ({ step: one.step, before: beforeOf(one, run) }))
  const outcomes = await applyForEach(items, run, ({ step: { path }, before }): readonly FileChange[] =>
    'kept' in before ? [{ do: 'back-up', path, to: before.kept }] : [],
  )
  return outcomes.map((outcome, index) =>
    outcome.ok ? { ok: true as const, before: items[index]?.before as Before } : outcome,
  )
}

type Found = Prep & { readonly state: Observed; readonly isMoved: boolean }

/** What is there now; after the commit it may have come back since it was moved aside. */
const findAgain = async (prepared: readonly Prep[], run: Run): Promise<readonly Found[]> => {
  const states = await read(
    prepared.map(({ step }) => step),
    run,
  )
  const asides = await readForEach(prepared, run, ({ before }) => ('aside' in before ? [{ path: before.aside }] : []))
  return prepared.map((one, index) => ({
    ...one,
    state: states[index] ?? {},
    isMoved: asides[index]?.[0]?.state !== undefined,
  }))
}

const removalOf = ({ step: { path }, before, state, isMoved }: Found): readonly FileChange[] => {
  if (state.kind === undefined) return []
  return 'aside' in before && !isMoved ? [{ do: 'rename', path, to: before.aside }] : [{ do: 'remove', path }]
}

/** Refuses once more what is another's by now. */
const run = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const items = await findAgain(prepared, world)
  const allowed = await attemptEach(items, ({ step, state }) => void change(step, state))
  return continueWith(items, allowed, (some) => applyForEach(some, world, removalOf))
}

/** Nothing where what was kept, or the folder that it was in, has gone meanwhile. */
const undo = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const found = await readForEach(prepared, world, ({ step: { path }, before }) => [
    { path: dirname(path) },
    ...('kept' in before ? [{ path: before.kept }] : []),
  ])
  const items = prepared.map((one, index) => ({
    ...one,
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

/** Takes away what must go; it is deleted for good only when nothing will be undone any more. */
export const stepKind: StepKind<RemovalStep, Observed, Before> = {
  kind: 'removal',
  batch: defaultBatch,
  observe,
  change,
  prepare,
  run,
  undo,
  discard: (prepared, world) =>
    applyForEach(prepared, world, ({ before }) => ('aside' in before ? [{ do: 'remove', path: before.aside }] : [])),
  removes: ({ path, text }) => (text === undefined ? [path] : []),
}
