import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ensureDirSync } from 'fs-extra/esm'
import { type DataKnown, type Seen, seenPath } from '../steps/common/seen.js'
import { ProvisionError } from '../errors.js'
import { command } from '../lib/shell-word.js'
import { groupBy } from '../lib/group-by.js'
import { ownFiles } from '../hosts/local/own-files.js'
import type { Held, Kinds } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import type { World } from '../steps/common/world.js'

/** Data as a step has found it. */
export interface DataFound extends Held {
  readonly step: Step
}

/** The data of some steps, as they have observed it. */
export const dataIn = (steps: readonly Step[], observed: (step: Step) => unknown, kinds: Kinds): readonly DataFound[] =>
  steps.flatMap((step) => {
    const held = step.holds === undefined ? undefined : kinds.get(step.kind)?.held?.(step, observed(step))
    return held === undefined ? [] : [{ step, ...held }]
  })

const isLost = ({ step, place, state }: DataFound, { seen, isInstalled }: DataKnown): boolean => {
  const before = seen === undefined ? 'empty' : seen.data[place]
  if (state === 'gone') return before !== undefined
  return state === 'empty' && before === 'filled' && isInstalled && step.holds?.staysFilled === true
}

/** Without what is inside another lost folder. */
const topmost = (lost: readonly DataFound[]): readonly DataFound[] =>
  lost.filter(({ place }) => !lost.some((other) => place.startsWith(`${other.place}/`)))

/** Whether the application is not installed without the data. */
export const holdsInstallation = ({ step }: DataFound): boolean => step.holds?.isInstallation === true

const words = ({ step, state, instead }: DataFound): string =>
  `${step.holds?.what} ${instead ?? (state === 'gone' ? 'is gone' : 'is empty')}`

/** What is installed has to be installed again, and only that can be. */
const waysOut = (context: string, lost: readonly DataFound[]): string => {
  const accept = command`put it back (a backup, a missing mount), then retry; or accept the loss: provision-verify ${context} --accept-data-loss=${context}`
  const again = command`, then provision-install ${context}; or begin anew: provision-install ${context} --force-reinstall`
  return lost.some(holdsInstallation) ? accept + again : accept
}

const lostError = (context: string, lost: readonly DataFound[], seen: Seen | undefined): ProvisionError =>
  new ProvisionError(
    'PROVISION_DATA_LOST',
    `${context}: data is lost: ${lost.map(words).join('; ')}; last seen ${seen === undefined ? 'at a time that was not recorded' : seen.at}`,
    { fix: waysOut(context, lost), context },
  )

/** The data that is lost, if its loss was accepted. Otherwise refuses to make again, empty, what held data. */
export const acceptedLoss = (context: string, known: DataKnown, found: readonly DataFound[]): readonly DataFound[] => {
  const lost = known.expected ? found.filter((data) => isLost(data, known)) : []
  if (lost.length > 0 && !known.lossAccepted) throw lostError(context, topmost(lost), known.seen)
  return lost
}

const dayMilliseconds = 24 * 60 * 60 * 1000

/**
 * An installation that was lost stays on record until there is another: an undo of the accepted loss must find it lost
 * again.
 */
const isStillMissed = (data: DataFound, { seen, isInstalled, lossAccepted }: DataKnown): boolean =>
  holdsInstallation(data) && seen?.data[data.place] === 'filled' && (lossAccepted === true || !isInstalled)

const dataOf = (found: readonly DataFound[], known: DataKnown): Seen['data'] =>
  Object.fromEntries(
    found.flatMap((data) =>
      data.state === 'gone' ? [] : [[data.place, isStillMissed(data, known) ? 'filled' : data.state]],
    ),
  )

/** Not by a clock that was ahead. */
const isRecent = ({ at }: Seen, now: number): boolean => {
  const age = now - Date.parse(at)
  return age >= 0 && age < dayMilliseconds
}

const fileMode = 0o600

/** Records what was seen, unless the same was recorded within a day. */
export const writeSeen = (
  home: string,
  context: string,
  { known, found }: { readonly known: DataKnown; readonly found: readonly DataFound[] },
): void => {
  const { uuid, seen } = known
  const [data, now, path] = [dataOf(found, known), Date.now(), seenPath(home, context)]
  if (seen !== undefined && isRecent(seen, now) && isDeepStrictEqual(seen.data, data)) return
  ensureDirSync(dirname(path), 0o700)
  ownFiles.write(path, `${JSON.stringify({ uuid, at: new Date(now).toISOString(), data })}\n`, fileMode)
}

/** Looks at the data of steps again, after they have run. All steps of one kind are asked together. */
export const lookAgain = async (
  found: readonly DataFound[],
  { kinds, world }: { readonly kinds: Kinds; readonly world: World },
): Promise<ReadonlyMap<Step, DataFound>> => {
  const again = new Map<Step, DataFound>()
  for (const [name, group] of groupBy(found, ({ step }) => step.kind)) {
    const steps = group.map(({ step }) => step)
    const states = (await kinds.get(name)?.observe(steps, world)) ?? []
    const observed = new Map(steps.map((step, index) => [step, states[index]]))
    for (const data of dataIn(steps, (step) => observed.get(step), kinds)) again.set(data.step, data)
  }
  return again
}
