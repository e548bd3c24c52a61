import { ProvisionError } from '../errors.js'
import type { FileFound, FileState } from '../hosts/files.js'
import { applyForEach, readOne } from './common/on-hosts.js'
import { type Change, type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'

/** A symbolic link to exactly this target. */
export interface SymlinkStep extends Step {
  readonly kind: 'symlink'
  readonly path: string
  readonly target: string
}

/** Empty if nothing exists. */
interface Observed {
  /** What exists instead of a link. */
  readonly instead?: FileState['kind']
  readonly target?: string
}

const observed = ({ state }: FileFound): Observed => {
  if (state === undefined) return {}
  return state.target === undefined ? { instead: state.kind } : { target: state.target }
}

const change = ({ path, target }: SymlinkStep, before: Observed): Change | undefined => {
  if (before.instead !== undefined)
    throw new ProvisionError('DRUSH_PERM_ERROR', `${path} exists and is not a link`, { fix: 'move it away' })
  if (before.target === target) return undefined
  return before.target === undefined
    ? { action: 'create', detail: `→ ${target}` }
    : { action: 'change', detail: `${before.target} → ${target}` }
}

/** Creates or changes a symbolic link. Refuses to replace anything else. */
export const stepKind: StepKind<SymlinkStep, Observed, Observed> = {
  kind: 'symlink',
  batch: defaultBatch,
  observe: async (steps, world) => (await readOne(steps, world, ({ path }) => ({ path }))).map(observed),
  change,
  prepare: (observations) => observations.map(({ observed: before }) => ({ ok: true, before })),
  run: (prepared, run) => applyForEach(prepared, run, ({ step: { path, target } }) => [{ do: 'link', path, target }]),
  undo: (prepared, run) =>
    applyForEach(prepared, run, ({ step: { path }, before: { target } }) => [
      target === undefined ? { do: 'remove', path } : { do: 'link', path, target },
    ]),
  undoing: ({ step: { path }, before: { target } }) =>
    target === undefined
      ? { action: 'delete', title: `remove the link ${path}` }
      : { action: 'change', title: `restore the link ${path} to ${target}` },
}
