import { dirname, basename } from 'node:path'
import { ProvisionError } from '../errors.js'
import { inOrder } from './common/in-order.js'
import { readMark, refuseForeign } from './common/owner-tag.js'
import type { Before, Step, StepKind } from './common/step.js'
import type { World } from './common/world.js'

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
  readonly kind?: string
}

const observe = ({ path, mark, text }: RemovalStep, { host: { files } }: World): Observed => {
  const state = files.state(path)
  if (state === undefined || (text !== undefined && files.text(path) !== text)) return {}
  if (state.kind === 'directory' && mark !== undefined) refuseForeign(path, readMark(files, path), mark)
  return { kind: state.kind }
}

/** What could not be removed in the end is not even begun with. */
const refuseForbidden = ({ path, context }: RemovalStep, { host: { look, files } }: World): void => {
  const forbidden = files.forbidden(path)
  if (forbidden === undefined) return
  const { name } = look.user()
  throw new ProvisionError('DRUSH_PERM_ERROR', `${path} cannot be removed: ${name} may not change ${forbidden}`, {
    fix: `as root: chown -R ${name} ${forbidden}`,
    context,
  })
}

/** Where it waits, under the same parent and so on the same file system, until the plan has ended well. */
const asideOf = (path: string, journal: string): string => `${dirname(path)}/.${basename(path)}.removed-${journal}`

const aside = (before: Before): string => before['aside'] as string

/** After the commit it may have come back since it was moved aside. */
const moveAside = (path: string, to: string, { host: { files } }: World): void =>
  files.state(to) === undefined ? files.rename(path, to) : files.remove(path)

/** Moves aside what must go; it is deleted for good only when the whole plan has ended well. */
export const removal: StepKind<RemovalStep, Observed> = {
  kind: 'removal',
  observe: (steps, world) =>
    steps.map((step) => {
      const observed = observe(step, world)
      if (observed.kind === 'directory') refuseForbidden(step, world)
      return observed
    }),
  change: (_, observed) => (observed.kind === undefined ? undefined : { action: 'delete', detail: observed.kind }),
  prepare: ({ path }, _, keep) => ({ aside: asideOf(path, basename(dirname(keep()))) }),
  run: (prepared, world) =>
    inOrder(prepared, ({ step, before }) => {
      if (observe(step, world).kind !== undefined) moveAside(step.path, aside(before), world)
    }),
  undo: ({ step, before }, { host: { files } }) => {
    if (files.state(aside(before)) !== undefined) files.rename(aside(before), step.path)
  },
  discard: ({ before }, { host: { files } }) => files.remove(aside(before)),
}
