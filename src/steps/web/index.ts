import { posix } from 'node:path'
import { fillSecrets, hasSecret, maskSecrets } from '../../contexts/secret.js'
import type { Vault } from '../../contexts/vault.js'
import type { FileChange, FileFound } from '../../hosts/files.js'
import { groupBy } from '../../lib/group-by.js'
import { applyForEach, readForEach } from '../common/on-hosts.js'
import { factsOf } from '../../hosts/facts.js'
import type { Finished } from '../../hosts/host.js'
import type { Change, Observation, Outcome, Prepared, Restored, StepKind } from '../common/kind.js'
import type { Run, World } from '../common/world.js'
import { openChanges } from './change.js'
import type { ControlledServer, WebChange, WebControl, WebFile, WebStep } from './control.js'
import { provenControl, servesDisk } from './generation.js'
import { brokenElsewhere, forbiddenCommand } from './refusal.js'
import { announceRequests, requestTogether, withServerLock } from './queue.js'

interface Observed {
  readonly files: readonly { readonly there: boolean; readonly same: boolean; readonly text?: string }[]
  /** What the test says before the first configuration of a server, if the configuration of others is broken. */
  readonly broken?: Finished
  /** Whether the server uses the configuration on disk, according to its generation mark. */
  readonly served: boolean
}

interface Before {
  /** The backup of each file; null if there was no file. */
  readonly kept: readonly (string | null)[]
  /** The previous control of the server, if it differs. An undo is proven with it. */
  readonly control: WebControl | null
}

type Prep = Prepared<WebStep, Before>

/** The text of a file that differs is part of the plan, unless it contains a secret. */
const observedFile = ({ text, mode }: WebFile, found: FileFound, vault: Vault): Observed['files'][number] => {
  if (found.text === undefined) return { there: false, same: text === undefined }
  const same = text !== undefined && found.text === fillSecrets(text, vault.read) && found.state?.mode === mode
  return { there: true, same, ...(same || (text !== undefined && hasSecret(text)) ? {} : { text: found.text }) }
}

type Served = boolean | undefined

/** Asks each server once, however many contexts it serves. */
const askServers = async <Reply>(
  steps: readonly WebStep[],
  ask: (server: ControlledServer) => Promise<Reply>,
): Promise<(step: WebStep) => Reply> => {
  const replies = new Map<string, Reply>()
  for (const { server, host, control } of steps)
    if (!replies.has(server)) replies.set(server, await ask({ server, host, control }))
  return ({ server }) => replies.get(server) as Reply
}

/** While another task changes the configuration, disk and server may differ. Then the result after that task counts. */
const servesDiskAfterLock = async ({ server, host, control }: ControlledServer, world: World): Promise<Served> => {
  const now = await servesDisk(control, world.host(host))
  return now === false ? withServerLock(server, world, () => servesDisk(control, world.host(host))) : now
}

/** Whether the step writes the file that the administrator's configuration includes, for the first time. */
const isFirst = ({ files, control }: WebStep, observed: Observed['files']): boolean =>
  files.some(({ path, text }, index) => {
    const isIncluded = text !== undefined && path === control.generation.includedBy
    return isIncluded && observed[index]?.there === false
  })

/** A test that names a file of this home, such as a link that leads nowhere, is repaired by writing it. */
const namesOurs = ({ stdout, stderr }: Finished, { control }: WebStep): boolean =>
  `${stdout}\n${stderr}`.includes(`${posix.dirname(posix.dirname(control.generation.includedBy))}/`)

/** A program that is not there is told as what the server needs. */
const couldNotRun = 127

/**
 * Tests a web server before its first configuration is written. Afterwards the test would blame that for the faults of
 * others.
 */
const testBefore = async (step: WebStep, world: World): Promise<Pick<Observed, 'broken'>> => {
  const host = world.host(step.host)
  const finished = await host.run(step.control.test)
  const isFine = finished.code === 0 || finished.code === couldNotRun || namesOurs(finished, step)
  const { user } = await factsOf(host)
  return isFine || forbiddenCommand(step.server, step.control.test, user.name, finished) ? {} : { broken: finished }
}

const observe = async (steps: readonly WebStep[], world: World): Promise<readonly Observed[]> => {
  const served = await askServers(steps, (server) => servesDiskAfterLock(server, world))
  const items = steps.map((step) => ({ step }))
  const found = await readForEach(items, world, ({ step }) => step.files.map(({ path }) => ({ path, text: true })))
  const observed: Observed[] = []
  for (const [index, step] of steps.entries()) {
    const files = step.files.map((file, fileIndex) => observedFile(file, found[index]?.[fileIndex] ?? {}, world.vault))
    const tested = isFirst(step, files) ? await testBefore(step, world) : {}
    observed.push({ files, served: served(step) ?? false, ...tested })
  }
  return observed
}

const joined = (texts: readonly (string | undefined)[]): string => texts.filter((text) => text !== undefined).join('')

const change = (step: WebStep, observed: Observed): Change | undefined => {
  const { files } = step
  if (observed.broken !== undefined) throw brokenElsewhere(step, step, observed.broken)
  const different = files.flatMap((file, index) =>
    observed.files[index]?.same ? [] : [{ file, observed: observed.files[index] }],
  )
  if (different.length === 0)
    return observed.served ? undefined : { action: 'run', detail: 'the server serves an older configuration' }
  const [first] = different
  const absent = different.every(({ file }) => file.text === undefined)
  return {
    action: absent ? 'delete' : first?.observed?.there ? 'change' : 'create',
    before: joined(different.map((file) => file.observed?.text)),
    after: joined(different.map(({ file }) => (file.text === undefined ? undefined : maskSecrets(file.text)))),
  }
}

const isSame = (left: WebControl, right: WebControl): boolean => JSON.stringify(left) === JSON.stringify(right)

const prepare = async (observations: readonly Observation<WebStep, Observed>[], run: Run) => {
  const steps = observations.map(({ step }) => step)
  const proven = await askServers(steps, async ({ host, control }) => {
    const known = await provenControl(control, run.host(host))
    return known === undefined || isSame(known, control) ? null : known
  })
  const items = observations.map(({ step, observed }) => ({
    step,
    before: {
      control: proven(step),
      kept: step.files.map((_, index) => (observed.files[index]?.there ? `${run.keep(step)}/${index}` : null)),
    },
  }))
  const outcomes = await applyForEach(items, run, ({ step, before: { kept } }): readonly FileChange[] =>
    step.files.flatMap(({ path }, index): readonly FileChange[] => {
      const to = kept[index]
      return typeof to === 'string' ? [{ do: 'back-up', path, to }] : []
    }),
  )
  return outcomes.map((outcome, index) =>
    outcome.ok ? { ok: true as const, before: items[index]?.before as Before } : outcome,
  )
}

const restores = ({ step, before: { kept } }: Prep): readonly Restored[] =>
  step.files.flatMap(({ path }, index) => {
    const from = kept[index]
    return typeof from === 'string' ? [{ path, from }] : []
  })

const wantedChanges = ({ files }: WebStep): readonly WebChange[] =>
  files.map(({ path, text, mode }) => (text === undefined ? { path } : { path, text, mode }))

const backChanges = ({ step, before: { kept } }: Prep): readonly WebChange[] =>
  step.files.map(({ path }, index) => {
    const from = kept[index]
    return typeof from === 'string' ? { path, from } : { path }
  })

interface Wanted {
  readonly step: WebStep
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

/** One test and one reload for each server. */
const requestAll = async (wanted: readonly Wanted[], run: Run): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = wanted.map(() => ({ ok: true }))
  for (const indexes of groupBy([...wanted.keys()], (index) => wanted[index]?.step.server).values()) {
    const requested = indexes.map((index) => wanted[index] as Wanted)
    const { server, host, control } = (requested[0] as Wanted).step
    const requests = requested.map(({ step: { context, title }, changes, back }) => ({ context, title, changes, back }))
    const served = await requestTogether({ server, host, control }, requests, run)
    for (const [position, index] of indexes.entries()) outcomes[index] = served[position] ?? { ok: true }
  }
  return outcomes
}

const stepBefore = ({ step, before: { control } }: Prep): WebStep => ({ ...step, control: control ?? step.control })

/**
 * Skips steps that were restored already because the server refused them, unless the server still uses the new files.
 */
const undo = async (prepared: readonly Prep[], run: Run): Promise<readonly Outcome[]> => {
  const wanted = prepared.map((step) => ({
    step: stepBefore(step),
    changes: backChanges(step),
    back: backChanges(step),
  }))
  const served = await askServers(
    wanted.map(({ step }) => step),
    ({ host, control }) => servesDisk(control, run.host(host)),
  )
  const open: boolean[] = []
  for (const { step, changes } of wanted)
    open.push(served(step) === false || (await openChanges(changes, run.host(step.host), run.vault)).length > 0)
  const undone = (
    await requestAll(
      wanted.filter((_, index) => open[index]),
      run,
    )
  ).values()
  return open.map((isOpen) => (isOpen ? (undone.next().value as Outcome) : { ok: true }))
}

/** Changes the configuration of web servers. `server.ts` explains how one reload serves all requests and is proven. */
export const stepKind: StepKind<WebStep, Observed, Before> = {
  kind: 'web',
  batch: 'all',
  observe,
  change,
  prepare,
  run: (prepared, run) =>
    requestAll(
      prepared.map((ready) => ({ step: ready.step, changes: wantedChanges(ready.step), back: backChanges(ready) })),
      run,
    ),
  undo,
  undoing: ({ step: { context, server }, before: { kept } }) =>
    kept.every((backup) => backup === null)
      ? { action: 'delete', title: `remove the configuration of ${context} from ${server}` }
      : { action: 'change', title: `restore the configuration of ${context} on ${server}` },
  restores,
  // Not the generation mark: all tasks share it, and another may be writing it.
  writes: ({ files }) => files.map(({ path }) => path),
  removes: ({ files }) => files.flatMap(({ path, text }) => (text === undefined ? [path] : [])),
  announce: (steps, world) => announceRequests([...new Set(steps.map(({ server }) => server))], world),
}
