import { dirname } from 'node:path'
import { ProvisionError } from '../errors.js'
import type { NewFile } from '../hosts/host.js'
import { accessDifferences, octal } from './common/access.js'
import { inOrder } from './common/in-order.js'
import { markFile, readMark, refuseForeign } from './common/owner-tag.js'
import type { Change, Outcome, Prepared, Step, StepKind } from './common/step.js'
import type { World } from './common/world.js'

/** A directory with exactly this mode and group; what is in it is not looked at. */
export interface DirectoryStep extends Step {
  readonly kind: 'directory'
  readonly path: string
  readonly mode: number
  readonly group?: string
  /** UUID of the owner, kept in a file in the directory; another's directory is refused. */
  readonly mark?: string
  /** Whether all that is ever put into it is the owner's too, so that undoing its making takes that along. */
  readonly whole?: boolean
}

interface Observed {
  readonly mode?: number
  readonly group?: string
  readonly mark?: string
}

const observe = ({ path, mark }: DirectoryStep, { host: { files } }: World): Observed => {
  const state = files.state(path)
  if (state === undefined) return {}
  if (state.kind !== 'directory')
    throw new ProvisionError('DRUSH_PERM_ERROR', `${path} is there, and is no directory`, { fix: 'move it away' })
  const found = mark === undefined ? undefined : readMark(files, path)
  if (mark !== undefined) refuseForeign(path, found, mark)
  return { mode: state.mode, group: state.group, ...(found === undefined ? {} : { mark: found }) }
}

const differences = (step: DirectoryStep, observed: Observed): readonly string[] => [
  ...accessDifferences(step, observed),
  ...(step.mark === observed.mark ? [] : ["owner's mark"]),
]

const change = (step: DirectoryStep, observed: Observed): Change | undefined => {
  if (observed.mode === undefined) return { action: 'create', detail: `mode ${octal(step.mode)}` }
  const different = differences(step, observed)
  return different.length === 0 ? undefined : { action: 'change', detail: different.join(', ') }
}

const markMode = 0o644

const make = ({ path, mode, group, context }: DirectoryStep, { host: { files } }: World): void => {
  const access = { mode, group }
  if (files.state(path) !== undefined) return files.access(path, access)
  if (files.state(dirname(path)) === undefined) throw nowhere(path, context)
  files.makeDirectory(path, access)
}

const nowhere = (path: string, context: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} cannot be made: ${dirname(path)} is not there`, {
    fix: `verify the platform or the server first that ${context} is on`,
    context,
  })

const markOf = ({ path, mark }: DirectoryStep): NewFile => ({
  path: `${path}/${markFile}`,
  mode: markMode,
  text: () => `${mark}\n`,
})

/** All directories first, for one may be in another; then the marks that they lack. */
const run = async (prepared: readonly Prepared<DirectoryStep>[], world: World): Promise<readonly Outcome[]> => {
  const { files } = world.host
  const outcomes = [...inOrder(prepared, ({ step }) => make(step, world))]
  const unmarked = [...prepared.entries()].filter(
    ([at, { step }]) => outcomes[at]?.ok && step.mark !== undefined && readMark(files, step.path) === undefined,
  )
  const written = await files.writeAll(unmarked.map(([, { step }]) => markOf(step)))
  for (const [place, [at]] of unmarked.entries()) outcomes[at] = written[place] as Outcome
  return outcomes
}

/** Makes a directory, or sets mode, group and mark of one that is there. What others have put into a new one meanwhile stays. */
export const directory: StepKind<DirectoryStep, Observed> = {
  kind: 'directory',
  observe: (steps, world) => steps.map((step) => observe(step, world)),
  change,
  prepare: (_, observed) => ({ ...observed }),
  run,
  writes: ({ path, mark }) => (mark === undefined ? [] : [`${path}/${markFile}`]),
  undo: ({ step, before }, { host: { files } }) => {
    const { path, mark, whole = false } = step
    if (files.state(path) === undefined || files.state(dirname(path)) === undefined) return
    if (mark !== undefined && before['mark'] === undefined && !whole) files.remove(`${path}/${markFile}`)
    if (before['mode'] !== undefined)
      return files.access(path, { mode: before['mode'] as number, group: before['group'] as string })
    if (whole) files.remove(path)
    else files.removeIfEmpty(path)
  },
}
