import { posix } from 'node:path'
import type { Acl } from '../hosts/acl.js'
import type { Access, FileFound, FileState } from '../hosts/files.js'
import type { Host } from '../hosts/host.js'
import { accessDifferences } from './common/access.js'
import { attemptEach } from './common/attempt.js'
import {
  type Change,
  type Observation,
  type Outcome,
  type Prepared,
  type StepKind,
  defaultBatch,
} from './common/kind.js'
import { applyForEach } from './common/on-hosts.js'
import { canRegain, ownerOf, regainFrom } from './common/regain.js'
import type { Step } from './common/step.js'
import type { Run, World } from './common/world.js'

/**
 * Exactly these modes, groups and ACLs of everything in a folder that belongs to the user that provisions. The folder
 * itself has a step of its own, as a rule.
 */
export interface TreeAccessStep extends Step {
  readonly kind: 'tree-access'
  readonly path: string
  readonly folders: Access
  readonly files: Access
  /** Whether the folder itself gets them too. */
  readonly withItself?: boolean
  /** Names in the folder itself that are left alone, with all that is in them. */
  readonly except?: readonly string[]
  /** Whether files that can be run, and are not read by PHP or served, stay so. */
  readonly keepsPrograms?: boolean
  /** Path of the root helper, by which what PHP of a client has closed is opened again. */
  readonly helper?: string
}

/** Something that is not as wanted. */
interface Unlike {
  readonly path: string
  readonly inode: number
  readonly before: Access
  readonly wanted: Access
}

interface Observed {
  readonly unlike: readonly Unlike[]
  /** Users who have closed something, and can open it again. */
  readonly closedBy: readonly string[]
  /** How many files and folders belong to the current user. */
  readonly own: number
}

interface Before {
  readonly unlike: readonly Unlike[]
}

type Prep = Prepared<TreeAccessStep, Before>

const executable = 0o111
const byOwner = 0o100

const isProgram = (path: string, mode: number): boolean =>
  (mode & byOwner) !== 0 && /^[^.]+(?:\.(?:sh|phar))?$/.test(posix.basename(path))

const wantedOf = (step: TreeAccessStep, path: string, { kind, mode }: FileState): Access | undefined => {
  if (path === step.path && !step.withItself) return undefined
  if (kind === 'directory') return step.folders
  if (kind !== 'file') return undefined
  const { files } = step
  return step.keepsPrograms && isProgram(path, mode) ? { ...files, mode: files.mode | executable } : files
}

/** Whether something differs. Most of what is in a tree is like something else in it. */
const comparison = () => {
  const known = new Map<Acl | undefined, Map<string, boolean>>()
  return (wanted: Access, state: FileState): boolean => {
    const { kind, mode, group, acl } = state
    const likeIt = known.get(acl) ?? new Map<string, boolean>()
    known.set(acl, likeIt)
    const key = `${kind} ${mode} ${group} ${wanted.mode}`
    const differs = likeIt.get(key) ?? accessDifferences(wanted, state).length > 0
    likeIt.set(key, differs)
    return differs
  }
}

const accessOf = ({ mode, group, acl }: FileState, wanted: Access): Access => ({
  mode,
  group,
  ...(wanted.acl === undefined ? {} : { acl: acl ?? null }),
})

/** What is in a folder and is not left alone. A line break in a name is no accident. */
const pathsIn = ({ path: top, except = [] }: TreeAccessStep, path: string, { names = [] }: FileFound) =>
  names
    .filter((name) => (path !== top || !except.includes(name)) && !name.includes('\n'))
    .map((name) => posix.join(path, name))

interface Found {
  readonly unlike: Unlike[]
  readonly closed: string[]
  own: number
}

type Look = (path: string, found: FileFound) => void

/** Compares what belongs to the current user, and has no name elsewhere. */
const looking = (step: TreeAccessStep, into: Found): Look => {
  const differs = comparison()
  return (path, { state, rights }) => {
    if (state === undefined || rights === undefined) return
    if (!rights.isOpen && !rights.isOwn) into.closed.push(path)
    const wanted = wantedOf(step, path, state)
    if (!rights.isOwn || rights.hasOtherNames || wanted === undefined) return
    into.own += 1
    if (differs(wanted, state)) into.unlike.push({ path, inode: rights.inode, before: accessOf(state, wanted), wanted })
  }
}

/** Reads a whole tree, level by level. Links are not followed. */
const readTree = async (step: TreeAccessStep, { files }: Host, look: Look): Promise<void> => {
  const acl = step.folders.acl !== undefined
  let level: readonly string[] = [step.path]
  while (level.length > 0) {
    const found = await files.read(level.map((path) => ({ path, names: true, rights: true, acl })))
    const states = found.map((one) => (one.state?.kind === 'link' ? {} : one))
    level.forEach((path, index) => look(path, states[index] ?? {}))
    level = level.flatMap((path, index) => pathsIn(step, path, states[index] ?? {}))
  }
}

const clientsAmong = async (closed: readonly string[], helper: string, host: Host): Promise<readonly string[]> => {
  const owners = new Map<string, string>()
  for (const path of closed) {
    const owner = await ownerOf(path, host)
    if (!owners.has(owner)) owners.set(owner, path)
  }
  const found: string[] = []
  for (const [owner, path] of owners) if (await canRegain(path, helper, host)) found.push(owner)
  return found
}

/** As many owners are looked for among what is closed. */
const mostClosed = 1_000

const observeOne = async (step: TreeAccessStep, host: Host): Promise<Observed> => {
  const found: Found = { unlike: [], closed: [], own: 0 }
  await readTree(step, host, looking(step, found))
  const { unlike, closed, own } = found
  const closedBy = step.helper === undefined ? [] : await clientsAmong(closed.slice(0, mostClosed), step.helper, host)
  return { unlike, closedBy, own }
}

const observe = async (steps: readonly TreeAccessStep[], world: World): Promise<readonly Observed[]> => {
  const observed: Observed[] = []
  for (const step of steps) observed.push(await observeOne(step, world.host(step.host)))
  return observed
}

const change = (_: TreeAccessStep, { unlike, closedBy, own }: Observed): Change | undefined => {
  const details = [
    ...(unlike.length === 0 ? [] : [`${unlike.length} of ${own} files and folders`]),
    ...closedBy.map((user) => `what ${user} has closed`),
  ]
  return details.length === 0 ? undefined : { action: 'change', detail: details.join(', ') }
}

const prepare = (observations: readonly Observation<TreeAccessStep, Observed>[]) =>
  observations.map(({ observed: { unlike } }) => ({ ok: true as const, before: { unlike } }))

type Which = 'before' | 'wanted'

const set = (
  items: readonly { readonly step: TreeAccessStep; readonly unlike: readonly Unlike[] }[],
  which: Which,
  world: World,
): Promise<readonly Outcome[]> =>
  applyForEach(items, world, ({ unlike }) =>
    unlike.map(({ path, inode, [which]: access }) => ({ do: 'set-access' as const, path, inode, ...access })),
  )

/** What is opened may have closed folders of others in it. */
const mostRounds = 5

/** Opens what clients have closed, and sets what came to light by that. */
const openClosed = async (step: TreeAccessStep, world: World): Promise<Outcome | void> => {
  const { helper } = step
  if (helper === undefined) return undefined
  const host = world.host(step.host)
  for (let round = 0; round < mostRounds; round++) {
    const { closedBy } = await observeOne(step, host)
    if (closedBy.length === 0) break
    for (const owner of closedBy) await regainFrom(owner, step.path, helper, host)
  }
  const { unlike } = await observeOne(step, host)
  return (await set([{ step, unlike }], 'wanted', world))[0]
}

const run = async (prepared: readonly Prep[], world: Run): Promise<readonly Outcome[]> => {
  const outcomes = await set(
    prepared.map(({ step, before }) => ({ step, ...before })),
    'wanted',
    world,
  )
  const opened = await attemptEach(prepared, ({ step }) => openClosed(step, world))
  return outcomes.map((outcome, index) => (outcome.ok ? (opened[index] ?? outcome) : outcome))
}

/** Sets modes, groups and ACLs of whole trees, through descriptors. */
export const stepKind: StepKind<TreeAccessStep, Observed, Before> = {
  kind: 'tree-access',
  batch: defaultBatch,
  observe,
  change,
  prepare,
  run,
  undo: (prepared, world) =>
    set(
      prepared.map(({ step, before }) => ({ step, ...before })),
      'before',
      world,
    ),
  undoing: ({ step: { path } }) => ({ action: 'change', title: `restore the permissions in ${path}` }),
}
