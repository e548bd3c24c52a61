import { ProvisionError } from '../errors.js'
import { inOrder } from './common/in-order.js'
import type { Step, StepKind } from './common/step.js'

/** A symbolic link to exactly this target. */
export interface SymlinkStep extends Step {
  readonly kind: 'symlink'
  readonly path: string
  readonly target: string
}

interface Observed {
  readonly target?: string
}

/** Makes or turns a symbolic link; refuses to replace anything else. */
export const symlink: StepKind<SymlinkStep, Observed> = {
  kind: 'symlink',
  observe: (steps, { host: { files } }) =>
    steps.map(({ path }) => {
      const state = files.state(path)
      if (state !== undefined && state.kind !== 'link')
        throw new ProvisionError('DRUSH_PERM_ERROR', `${path} is there, and is no link`, { fix: 'move it away' })
      const target = files.target(path)
      return target === undefined ? {} : { target }
    }),
  change: ({ target }, observed) => {
    if (observed.target === target) return undefined
    return observed.target === undefined
      ? { action: 'create', detail: `→ ${target}` }
      : { action: 'change', detail: `${observed.target} → ${target}` }
  },
  prepare: (_, observed) => ({ ...observed }),
  run: (prepared, { host: { files } }) => inOrder(prepared, ({ step }) => files.link(step.target, step.path)),
  undo: ({ step: { path }, before: { target } }, { host: { files } }) =>
    typeof target === 'string' ? files.link(target, path) : files.remove(path),
}
