import { ProvisionError, together } from '../errors.js'
import type { ErrorCode } from '../lib/error-codes.js'
import type { Host, Words } from '../hosts/host.js'
import { groupBy } from '../lib/group-by.js'
import type { Need } from '../hosts/needs.js'
import { keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import type { World } from './common/world.js'

/** Something that a service needs on a machine before anything is changed for it. */
export interface Needed {
  /** As an error names it: `php-fpm at /run/php/php8.2-fpm.sock`. */
  readonly what: string
  readonly host: string
  readonly need: Need | NeededCommand
  /** What to type or change. */
  readonly fix: string
  /** If it is in use already and may be down for a while, so that a warning is enough: what happens meanwhile. */
  readonly meanwhile?: string
}

/** A command that the current user may run, also with `sudo -n`. */
export interface NeededCommand {
  readonly need: 'command'
  readonly words: Words
}

/** A refusal of a planner. It is told together with what else is missing. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly fix?: string
}

/** What the services of a context need. All that is missing is told at once, before anything is changed. */
export interface NeedsStep extends Step {
  readonly kind: 'needs'
  readonly stage: 'secret'
  readonly needs: readonly Needed[]
  readonly refusals: readonly Refusal[]
}

/** Why each need is not met; null where it is. */
type Observed = readonly (string | null)[]

/** `sudo -l` with a command only tells whether it is allowed. */
const notAllowed = async ([, , program, ...words]: readonly string[], host: Host): Promise<string | null> => {
  if (program === undefined) return null
  const { code } = await host.run(['sudo', '-n', '-l', program, ...words])
  return code === 0 ? null : 'sudo does not allow it without a password'
}

const isWithSudo = ({ need }: Needed): boolean =>
  need.need === 'command' && need.words[0] === 'sudo' && need.words[1] === '-n'

const asNeed = ({ need }: Needed): Need => (need.need === 'command' ? { need: 'program', name: need.words[0] } : need)

/** Asks a host for all at once, and sudo for each command. */
const lackingOn = async (needs: readonly Needed[], host: Host): Promise<Observed> => {
  const lacking = await host.lacking(needs.map(asNeed))
  return Promise.all(
    needs.map(async (needed, index) => {
      const missing = lacking[index] ?? null
      const { need } = needed
      return missing === null && isWithSudo(needed) && need.need === 'command' ? notAllowed(need.words, host) : missing
    }),
  )
}

const observeOne = async ({ needs }: NeedsStep, { host }: World): Promise<Observed> => {
  const reasons: (string | null)[] = []
  for (const [name, indexes] of groupBy([...needs.keys()], (index) => needs[index]?.host ?? '')) {
    const found = await lackingOn(
      indexes.map((index) => needs[index] as Needed),
      host(name),
    )
    for (const [position, index] of indexes.entries()) reasons[index] = found[position] ?? null
  }
  return reasons
}

interface Missing {
  readonly needed: Needed
  readonly why: string
}

const missingIn = ({ needs }: NeedsStep, observed: Observed): readonly Missing[] =>
  needs.flatMap((needed, index) => {
    const why = observed[index] ?? undefined
    return why === undefined ? [] : [{ needed, why }]
  })

const missingError = ({ needed: { what, fix }, why }: Missing, context: string): ProvisionError =>
  new ProvisionError('PROVISION_NEED_MISSING', `${context} needs ${what}: ${why}`, { fix, context })

const refused = ({ code, message, fix }: Refusal, context: string): ProvisionError =>
  new ProvisionError(code, message, { context, ...(fix === undefined ? {} : { fix }) })

/** Only looks. What a machine lacks is for its administrator to add. */
export const stepKind: StepKind<NeedsStep, Observed, Record<string, never>> = {
  kind: 'needs',
  batch: defaultBatch,
  observe: (steps, world) => Promise.all(steps.map((step) => observeOne(step, world))),
  change: (step, observed) => {
    const missing = missingIn(step, observed).filter(({ needed }) => needed.meanwhile === undefined)
    const errors = [
      ...step.refusals.map((refusal) => refused(refusal, step.context)),
      ...missing.map((one) => missingError(one, step.context)),
    ]
    if (errors.length > 0) throw together(errors)
    return undefined
  },
  warnings: (step, observed) =>
    missingIn(step, observed).flatMap(({ needed: { what, fix, meanwhile }, why }) =>
      meanwhile === undefined ? [] : [`${step.context} needs ${what}: ${why}; ${meanwhile} (${fix})`],
    ),
  prepare: keepNothing,
  run: nothingToDo,
  undo: nothingToDo,
}
