import { contextPath } from '../contexts/store.js'
import type { Access, FileChange, FileFound, FileState } from '../hosts/files.js'
import type { Host } from '../hosts/host.js'
import { thisMachine } from '../hosts/reader.js'
import { inHome } from '../lib/home-folders.js'
import { accessDifferences } from './common/access.js'
import { continueWith } from './common/attempt.js'
import {
  groupsIn,
  hasReaders,
  readReaders,
  readableFor,
  readersFile,
  readersFolder,
  readersRoot,
  withReadersLock,
} from './common/context-access.js'
import { type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import { applyForEach } from './common/on-hosts.js'
import type { Step } from './common/step.js'
import type { Run, World } from './common/world.js'

/**
 * The groups that read the file of a context because the step's context asks for it. Others may ask for the same file;
 * all groups that anybody asks for read it.
 */
export interface ContextReadersStep extends Step {
  readonly kind: 'context-readers'
  /** The context whose file they read. */
  readonly of: string
  /** Sorted. None: the step's context asks for nothing any more. */
  readonly groups: readonly string[]
}

type Details = Pick<ContextReadersStep, 'of' | 'groups'> & { readonly stage?: string }

const wordsFor = ({ of, groups }: Pick<ContextReadersStep, 'of' | 'groups'>): string =>
  groups.length === 0 ? `take the context ${of} from groups` : `let ${groups.join(', ')} read the context ${of}`

/** `by` is the context that asks. */
export const shareContext = (by: string, { stage = 'file', ...details }: Details): ContextReadersStep => ({
  kind: 'context-readers',
  stage,
  title: wordsFor(details),
  context: by,
  host: thisMachine,
  ...details,
})

interface Observed {
  /** What the step's context asks for now. */
  readonly groups: readonly string[]
  /** Whether the file has the access that follows from what the step and all others ask for. */
  readonly isRight: boolean
}

interface Before {
  readonly groups: readonly string[]
}

type Prep = Prepared<ContextReadersStep, Before>

/** Only the owner, unless groups read it. */
const fileMode = 0o600
const closedMode = 0o700
/** Others may go through, and list nothing. An entry for each group would not do: an ACL on ext4 has room for 500. */
const passableMode = 0o711

const foldersOf = (steps: readonly ContextReadersStep[], home: World): readonly string[] =>
  steps.map(({ of }) => readersFolder(of, home))

const contextsFolder = ({ home }: World): string => inHome(home, 'contexts')

const isAccess = (wanted: Access, { state }: FileFound): boolean =>
  state === undefined || accessDifferences(wanted, state).length === 0

const observe = async (steps: readonly ContextReadersStep[], world: World): Promise<readonly Observed[]> => {
  const host = world.host(thisMachine)
  const asked = await readReaders(foldersOf(steps, world), host)
  const together = steps.map(
    ({ context, groups }, index) => new Map([...(asked[index] ?? []), [context.slice(1), groups]]),
  )
  const wanted = (await groupsIn(together, host)).map((groups) => readableFor(groups, fileMode))
  const [folder = {}, ...files] = await host.files.read([
    { path: contextsFolder(world) },
    ...steps.map(({ of }, index) => ({ path: contextPath(world.home, of), acl: wanted[index]?.acl !== undefined })),
  ])
  return steps.map(({ context, groups }, index) => ({
    groups: asked[index]?.get(context.slice(1)) ?? [],
    isRight:
      isAccess(wanted[index] as Access, files[index] ?? {}) &&
      (groups.length === 0 || isAccess({ mode: passableMode }, folder)),
  }))
}

const ask = ({ of, context }: ContextReadersStep, groups: readonly string[], home: World): readonly FileChange[] => {
  const [path, folder, root] = [readersFile(of, context, home), readersFolder(of, home), readersRoot(home)]
  return groups.length === 0
    ? [
        { do: 'remove', path },
        { do: 'remove-if-empty', path: folder },
        { do: 'remove-if-empty', path: root },
      ]
    : [
        ...[root, folder].map((made) => ({ do: 'make-directory', path: made, mode: closedMode }) as const),
        { do: 'write', path, mode: fileMode, text: () => `${groups.join('\n')}\n` },
      ]
}

const othersBits = 0o077

/** Without groups a file has no ACL, and none is asked for where there never was one. */
const accessChange = (path: string, { mode, acl }: Access, state: FileState | undefined): readonly FileChange[] => {
  if (state === undefined) return []
  if (acl !== undefined) return [{ do: 'set-access', path, mode, acl }]
  return (state.mode & othersBits) === 0 ? [] : [{ do: 'set-access', path, mode, acl: null }]
}

/** The access of files and of their folder follows from what is asked for now. */
const follow = async (prepared: readonly Prep[], run: Run, host: Host): Promise<readonly Outcome[]> => {
  const groups = await groupsIn(
    await readReaders(
      foldersOf(
        prepared.map(({ step }) => step),
        run,
      ),
      host,
    ),
    host,
  )
  const mode = (await hasReaders(run)) ? passableMode : closedMode
  const paths = prepared.map(({ step: { of } }) => contextPath(run.home, of))
  const [folder, ...files] = await host.files.read([contextsFolder(run), ...paths].map((path) => ({ path })))
  const through: readonly FileChange[] =
    folder?.state === undefined || folder.state.mode === mode
      ? []
      : [{ do: 'set-access', path: contextsFolder(run), mode }]
  const items = prepared.map((one, index) => ({ ...one, index }))
  return applyForEach(items, run, ({ index }) => [
    ...through,
    ...accessChange(paths[index] as string, readableFor(groups[index] ?? [], fileMode), files[index]?.state),
  ])
}

const put = (
  prepared: readonly Prep[],
  groupsOf: (prepared: Prep) => readonly string[],
  run: Run,
): Promise<readonly Outcome[]> =>
  withReadersLock(run, async () => {
    const asked = await applyForEach(prepared, run, (one) => ask(one.step, groupsOf(one), run))
    return continueWith(prepared, asked, (rest) => follow(rest, run, run.host(thisMachine)))
  })

/** Lets groups read the file of a context, as long as at least one context asks for it. */
export const stepKind: StepKind<ContextReadersStep, Observed, Before> = {
  kind: 'context-readers',
  batch: defaultBatch,
  observe,
  change: ({ groups }, { groups: before, isRight }) => {
    if (isRight && before.join() === groups.join()) return undefined
    return {
      action: 'change',
      detail: before.join() === groups.join() ? 'its access was changed' : `was: ${before.join(', ') || 'nobody'}`,
    }
  },
  prepare: (observations) => observations.map(({ observed: { groups } }) => ({ ok: true, before: { groups } })),
  run: (prepared, run) => put(prepared, ({ step: { groups } }) => groups, run),
  undo: (prepared, run) => put(prepared, ({ before: { groups } }) => groups, run),
  undoing: ({ step: { of }, before: { groups } }) => ({
    action: 'change',
    title: `restore who reads the context ${of}: ${groups.join(', ') || 'nobody else'}`,
  }),
  writes: ({ of, context }, world) => [readersFile(of, context, world)],
}
