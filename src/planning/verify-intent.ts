import type { Claim } from '../contexts/constraints.js'
import type { Context } from '../contexts/context.js'
import { type ContextRecord, isInstalled, withoutInstallation } from '../contexts/record.js'
import { type Handling, dataKnown } from './data-known.js'
import type { Intent } from '../engine/plan.js'
import { InvalidInput, ProvisionError } from '../errors.js'
import type { Step } from '../steps/common/step.js'
import type { SecretStep } from '../steps/secret.js'
import { claimSteps, recordStep } from './context-steps.js'
import type { TaskPlanning } from './planning.js'
import { unverifiedBelow } from './prerequisites.js'
import { refuseUnsafeRoot } from './roots.js'
import { settled } from './recorded.js'
import { permissionSteps, verifySteps } from './service-steps.js'
import { command } from '../lib/shell-word.js'

const claimedTwice = (name: string, { name: claimed, path }: Claim, other: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}: ${claimed} also belongs to ${other}`, {
    fix: command`remove it from one of them: provision-save ${name} --${path.split('/')[0] ?? ''}=…, or provision-delete ${other} --forget`,
    context: name,
  })

/** Reserves the names of a context. Refuses if another context has one. Names reserved already need no step. */
const ownClaims = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { claims } = planning
  const open = claims.declared.of(record).filter((claim) => claims.hinted(claim) !== record.name)
  for (const claim of open) {
    const other = claims.claimant(claim, record.name)
    if (other !== undefined) throw claimedTwice(record.name, claim, other.context)
  }
  return open.length === 0 ? [] : claimSteps(record, planning)
}

/** The stages of steps that remove something. Nothing is removed because a user has said what is to be kept. */
const removing: readonly string[] = ['withdraw', 'cleanup']

/** Lets steps take over what is there without an owner, if the user has said so. */
const adopting = (steps: readonly Step[], { adopt = false }: Handling): readonly Step[] =>
  adopt
    ? steps.map((step) => (step.adopt === false && !removing.includes(step.stage) ? { ...step, adopt } : step))
    : steps

const refuseWithoutEffect = (record: ContextRecord, context: Context, { constraints }: TaskPlanning): void => {
  const complaints = constraints.withoutEffect(record, Object.keys(record.properties), context)
  if (complaints.length > 0) throw new InvalidInput(complaints)
}

const renews = (step: Step): step is SecretStep => step.kind === 'secret' && (step as SecretStep).want === 'renewed'

/** Makes the servers match a record that replaces the stored one. `more` returns further steps. */
export const verifyAs = (
  target: ContextRecord,
  planning: TaskPlanning,
  more: (context: Context) => readonly Step[] = () => [],
  handling: Handling = {},
): Intent => {
  const { record, context } = settled(target, planning)
  refuseWithoutEffect(record, context, planning)
  refuseUnsafeRoot(context, planning)
  const stored = planning.store.read(target.name)
  const needs = unverifiedBelow(context, planning)
  const steps = [...verifySteps(context, planning), ...more(context)]
  for (const step of steps) if (renews(step)) planning.vault.renew(step.owner, step.property)
  return {
    context: record.name,
    known: dataKnown(record, planning, handling),
    ...(needs.length === 0 ? {} : { needs }),
    steps: [
      ...ownClaims(record, planning),
      ...adopting(steps, handling),
      ...(record === stored ? [] : [recordStep(record, 'record', planning)]),
    ],
  }
}

/** Makes the servers match a context. Where the loss of its installation is accepted, it is not installed any more. */
export const verifyIntent = (name: string, planning: TaskPlanning, handling: Handling = {}): Intent => {
  const record = planning.store.read(name)
  const more = (context: Context): readonly Step[] =>
    handling.fixesPermissions ? permissionSteps(context, planning) : []
  const intent = verifyAs(record, planning, more, handling)
  if (!handling.lossAccepted || !isInstalled(record)) return intent
  return { ...intent, ifNotInstalled: verifyAs(withoutInstallation(record), planning, more, handling).steps }
}

/** Only looks whether the data of a context is still there. */
export const lookIntent = (name: string, planning: TaskPlanning): Intent => ({
  context: name,
  known: dataKnown(planning.store.read(name), planning, { onlyLooks: true }),
  steps: verifySteps(planning.contexts.get(name), planning).filter(({ holds }) => holds !== undefined),
})
