import { fillSecrets, hasSecret, maskSecrets } from '../../contexts/secret.js'
import type { Before, Change, Outcome, Prepared, Step, StepKind } from '../common/step.js'
import { groupBy } from '../../lib/group-by.js'
import { alone, announceOrders, orderTogether } from './queue.js'
import type { WebChange } from './change.js'
import { provenControl, servesDisk } from './generation.js'
import { orderIsInPlace } from './server.js'
import type { World } from '../common/world.js'

/** A file of a web server's configuration; one without text must not be there. */
export interface WebFile {
  readonly path: string
  /** May have secret marks. */
  readonly text?: string
  readonly mode: number
}

/**
 * Changes of the configuration of one web server: written, tested, reloaded and proven together with all that
 * other contexts, and other processes, want of the same server. A change that the server refuses is put back alone.
 */
export interface WebStep extends Step {
  readonly kind: 'web'
  readonly stage: 'web'
  readonly server: string
  readonly files: readonly WebFile[]
  readonly control: WebControl
}

/** How a running web server is tested, reloaded and asked what it serves. */
export interface WebControl {
  readonly test: readonly [string, ...string[]]
  readonly reload: readonly [string, ...string[]]
  /** How the test names a line that it refuses, with PATH and LINE in their places: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /** Regular expressions of what test and reload say besides the reason; a line of which nothing is left is left out. */
  readonly noise: readonly string[]
  /**
   * The file that holds the generation mark, and its text with `GENERATION` where the mark goes: it makes the server
   * answer `path` for the host name `host` with the mark alone.
   */
  readonly generation: {
    readonly file: string
    readonly text: string
    readonly host: string
    readonly path: string
    readonly port: number
    readonly address: string
    /** The file of the server's own configuration that includes the mark: without it there is nothing to prove. */
    readonly includedBy: string
    /** How long after a reload old processes may still accept connections; the mark has to be answered all that time. */
    readonly settleMilliseconds: number
  }
}

interface Observed {
  readonly files: readonly { readonly there: boolean; readonly same: boolean; readonly text?: string }[]
  /** Whether the server serves what is on disk, as far as its generation mark tells. */
  readonly served: boolean
}

const observeFile = ({ path, text, mode }: WebFile, { host: { files }, vault }: World): Observed['files'][number] => {
  const present = files.text(path)
  if (present === undefined) return { there: false, same: text === undefined }
  const same = text !== undefined && present === fillSecrets(text, vault.read) && files.state(path)?.mode === mode
  return { there: true, same, ...(text !== undefined && hasSecret(text) ? {} : same ? {} : { text: present }) }
}

type Served = boolean | undefined

/** One request for each server, however many contexts it serves. */
const servedBy = async (
  steps: readonly WebStep[],
  ask: (server: string, control: WebControl) => Promise<Served>,
): Promise<(step: WebStep) => Served> => {
  const served = new Map<string, Served>()
  for (const { server, control } of steps) if (!served.has(server)) served.set(server, await ask(server, control))
  return ({ server }) => served.get(server)
}

/** While another process changes the configuration, the server lags behind: then what counts is what comes of it. */
const servesInTheEnd = async (server: string, control: WebControl, world: World): Promise<Served> => {
  const now = await servesDisk(control, world)
  return now === false ? alone(server, world, () => servesDisk(control, world)) : now
}

const observe = async (steps: readonly WebStep[], world: World): Promise<readonly Observed[]> => {
  const served = await servedBy(steps, (server, control) => servesInTheEnd(server, control, world))
  return steps.map((step) => ({
    files: step.files.map((file) => observeFile(file, world)),
    served: served(step) ?? false,
  }))
}

const joined = (texts: readonly (string | undefined)[]): string => texts.filter((text) => text !== undefined).join('')

const change = ({ files }: WebStep, observed: Observed): Change | undefined => {
  const different = files.flatMap((file, at) =>
    observed.files[at]?.same ? [] : [{ file, observed: observed.files[at] }],
  )
  if (different.length === 0)
    return observed.served ? undefined : { action: 'run', detail: 'the server serves an older configuration' }
  const [first] = different
  const gone = different.every(({ file }) => file.text === undefined)
  return {
    action: gone ? 'delete' : first?.observed?.there ? 'change' : 'create',
    before: joined(different.map((one) => one.observed?.text)),
    after: joined(different.map(({ file }) => (file.text === undefined ? undefined : maskSecrets(file.text)))),
  }
}

interface Kept extends Before {
  /** For each file where its old one is kept; null when there was none. */
  readonly kept: readonly (string | null)[]
  /** How the server was controlled before, for it is by that that an undo is proven. */
  readonly control: WebControl | null
}

const wanted = ({ files }: WebStep): readonly WebChange[] =>
  files.map(({ path, text, mode }) => (text === undefined ? { path } : { path, text, mode }))

const asBefore = ({ step, before }: Prepared<WebStep>): readonly WebChange[] =>
  step.files.map(({ path }, at) => {
    const from = (before as Kept).kept[at]
    return from === null || from === undefined ? { path } : { path, from }
  })

interface Ordered {
  readonly at: number
  readonly step: WebStep
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

/** One test and one reload for each server. */
const orderAll = async (ordered: readonly Ordered[], world: World): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = ordered.map(() => ({ ok: true }))
  for (const group of groupBy(ordered, ({ step: { server } }) => server).values()) {
    const [
      {
        step: { server, control },
      },
    ] = group as readonly [Ordered]
    const orders = group.map(({ step: { context, title }, changes, back }) => ({ context, title, changes, back }))
    const served = await orderTogether(server, control, orders, world)
    for (const [place, { at }] of group.entries()) outcomes[at] = served[place] ?? { ok: true }
  }
  return outcomes
}

const stepBefore = ({ step, before }: Prepared<WebStep>): WebStep => ({
  ...step,
  control: (before as Kept).control ?? step.control,
})

/** What was put back already, because the server refused it, and is not served either, is not put back again. */
const undoTogether = async (prepared: readonly Prepared<WebStep>[], world: World): Promise<readonly Outcome[]> => {
  const ordered = prepared.map((one, at) => ({
    at,
    step: stepBefore(one),
    changes: asBefore(one),
    back: asBefore(one),
  }))
  const served = await servedBy(
    ordered.map(({ step }) => step),
    (_, control) => servesDisk(control, world),
  )
  const open = ordered.filter(
    ({ step, changes, back }) => served(step) === false || !orderIsInPlace({ ...step, changes, back }, world),
  )
  const outcomes: Outcome[] = prepared.map(() => ({ ok: true }))
  const undone = await orderAll(
    open.map((one, at) => ({ ...one, at })),
    world,
  )
  for (const [place, { at }] of open.entries()) outcomes[at] = undone[place] ?? { ok: true }
  return outcomes
}

/** Changes configuration of web servers; `web-server.ts` says how one reload serves all and is proven. */
export const web: StepKind<WebStep, Observed> = {
  kind: 'web',
  observe,
  change,
  prepare: ({ files, control }, observed, keep, world) => ({
    control: provenControl(control, world) ?? null,
    kept: files.map(({ path }, at) => {
      if (!observed.files[at]?.there) return null
      const as = `${keep()}/${at}`
      if (world.host.files.state(as) === undefined) world.host.files.keep(path, as)
      return as
    }),
  }),
  // The mark is everybody's, and may just be written.
  writes: ({ files }) => files.map(({ path }) => path),
  announce: (steps, world) => announceOrders([...new Set(steps.map(({ server }) => server))], world),
  run: (prepared, world) =>
    orderAll(
      prepared.map((one, at) => ({ at, step: one.step, changes: wanted(one.step), back: asBefore(one) })),
      world,
    ),
  undo: async (prepared, world) => {
    const [outcome] = await undoTogether([prepared], world)
    if (outcome?.ok === false) throw outcome.error
  },
  undoTogether,
}
