import { userInfo } from 'node:os'
import { join } from 'node:path'
import { ProvisionError } from '../../errors.js'
import { factsOf } from '../../hosts/facts.js'
import type { Host, Words } from '../../hosts/host.js'
import type { Change, Observation, Outcome, Prepared, StepKind } from './kind.js'
import { command } from '../../lib/shell-word.js'
import { packageRoot } from '../../templates/package-root.js'
import { perHost } from './on-hosts.js'
import type { Step } from './step.js'
import type { World } from './world.js'

/** A step that the root helper does: something that is there on a host, or is not. */
export interface HelperStep extends Step {
  /** Path of the root helper on the step's host. */
  readonly helper: string
  readonly state: 'present' | 'absent'
}

/** What is there, as the root helper shows it: `client acme 40000`. */
interface Observed {
  readonly line?: string
  /** It is written down, and not in effect. */
  readonly isLost?: boolean
}

type Prep<S extends HelperStep> = Prepared<S, Observed>

/** Words as root runs them. */
export const asRoot = async (host: Host, words: Words): Promise<Words> =>
  (await factsOf(host)).user.name === 'root' ? words : ['sudo', '-n', ...words]

const isNotAllowed = (why: string): boolean => /password is required|not allowed|not found|No such file/.test(why)

export const refused = (what: string, why: string): ProvisionError =>
  new ProvisionError('PROVISION_ROOT_HELPER_FAILED', `cannot ${what}: ${why.trim()}`, {
    fix: isNotAllowed(why)
      ? command`as root: ${join(packageRoot, 'bin/install-root-helper')} --user=${userInfo().username}`
      : 'mend what it says, then retry',
  })

interface Asked {
  readonly helper: string
  readonly verb: 'show' | 'apply'
  readonly lines?: readonly string[]
  readonly what: string
}

/** Asks the root helper. */
export const ask = async (host: Host, { helper, verb, lines = [], what }: Asked): Promise<string> => {
  const words = await asRoot(host, [helper, verb])
  const { code, stdout, stderr } = await host.run(words, { input: lines.map((line) => `${line}\n`).join('') })
  if (code !== 0) throw refused(what, stderr)
  return stdout
}

/** How a step is said to the root helper. What begins with `key` is the same thing: `client acme`. */
export interface Said {
  readonly key: string
  /** What more is wanted of it: the client and the limits of a pool. */
  readonly values: readonly (string | number)[]
  /** Whether the root helper gives it a number, which it shows at the end. */
  readonly isNumbered?: boolean
}

export type SaidOf<S extends HelperStep> = (step: S) => Said

const lineOf = ({ key, values }: Said): string => [key, ...values].join(' ')

const lost = 'lost '

/** Lines by the first two words of what they tell: `client acme`. There may be one for each of thousands of sites. */
const byKey = (shown: string): ReadonlyMap<string, Observed> =>
  new Map(
    shown.split('\n').map((shownLine) => {
      const isLost = shownLine.startsWith(lost)
      const line = isLost ? shownLine.slice(lost.length) : shownLine
      return [line.split(' ', 2).join(' '), { line, ...(isLost ? { isLost } : {}) }]
    }),
  )

const observe =
  <S extends HelperStep>(saidOf: SaidOf<S>) =>
  (steps: readonly S[], world: World): Promise<readonly Observed[]> =>
    perHost(
      steps.map((step) => ({ step })),
      world,
      async (items, host) => {
        const [{ helper }] = items.map(({ step }) => step) as [S]
        const shown = byKey(await ask(host, { helper, verb: 'show', what: 'read the clients of this machine' }))
        return items.map(({ step }) => shown.get(saidOf(step).key) ?? {})
      },
    )

/** Makes changes of many steps together: one test and one reload of each php-fpm. All or none are made. */
const apply = <S extends HelperStep>(
  prepared: readonly Prep<S>[],
  world: World,
  lineFor: (prepared: Prep<S>) => string | undefined,
): Promise<readonly Outcome[]> =>
  perHost<Prep<S>, Outcome>(prepared, world, async (items, host) => {
    const lines = [...new Set(items.flatMap((item) => lineFor(item) ?? []))]
    const [{ helper, title }] = items.map(({ step }) => step) as [S]
    try {
      if (lines.length > 0) await ask(host, { helper, verb: 'apply', lines, what: title })
      return items.map(() => ({ ok: true }))
    } catch (error) {
      return items.map(() => ({ ok: false, error }))
    }
  })

const isAsWanted = (said: Said, { line, isLost = false }: Observed): boolean =>
  line !== undefined && !isLost && (said.isNumbered === true || line === lineOf(said))

const changeOf = (said: Said, { state }: HelperStep, observed: Observed): Change | undefined => {
  if (state === 'absent') return observed.line === undefined ? undefined : { action: 'delete' }
  if (isAsWanted(said, observed)) return undefined
  return observed.line === undefined
    ? { action: 'create' }
    : { action: 'change', before: `${observed.isLost ? lost : ''}${observed.line}`, after: lineOf(said) }
}

const wanted = (said: Said, isWanted: boolean): string => (isWanted ? lineOf(said) : `no-${said.key}`)

/** The line that puts back what was there. */
const former = (said: Said, { line }: Observed): string =>
  line === undefined || said.isNumbered ? wanted(said, line !== undefined) : line

/** A kind of step that the root helper does, in a line for each step. */
export const helperKind = <S extends HelperStep>(
  kind: S['kind'],
  saidOf: SaidOf<S>,
): StepKind<S, Observed, Observed> => ({
  kind,
  batch: 'all',
  observe: observe(saidOf),
  change: (step, observed) => changeOf(saidOf(step), step, observed),
  prepare: (observations: readonly Observation<S, Observed>[]) =>
    observations.map(({ observed: before }) => ({ ok: true, before })),
  run: (prepared, run) => apply(prepared, run, ({ step }) => wanted(saidOf(step), step.state === 'present')),
  undoing: ({ step, before: { line } }) =>
    line === undefined
      ? { action: 'delete', title: `remove the ${saidOf(step).key}` }
      : { action: 'change', title: `restore the ${saidOf(step).key}` },
  undo: (prepared, run) => apply(prepared, run, ({ step, before }) => former(saidOf(step), before)),
})
