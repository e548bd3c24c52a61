import type { Claim } from '../contexts/constraints.js'
import type { Context } from '../contexts/context.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Intent } from '../engine/plan.js'
import { ProvisionError } from '../errors.js'
import type { Step } from '../steps/common/step.js'
import { claimSteps, recordStep } from './context-steps.js'
import type { TaskPlanning } from './planning.js'
import { settled } from './recorded.js'
import { verifySteps } from './wanted.js'

const claimedTwice = (name: string, { name: claimed, path }: Claim, other: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}: ${claimed} belongs to ${other} too`, {
    fix: `take it from one of them: provision-save ${name} --${path.split('/')[0]}=…`,
    context: name,
  })

/** The names of a context, none of which another context has; what is reserved already needs no step. */
const ownClaims = (record: ContextRecord, planning: TaskPlanning): readonly Step[] => {
  const { claims } = planning
  const open = claims.declared.of(record).filter((claim) => claims.hinted(claim) !== record.name)
  for (const claim of open) {
    const other = claims.claimant(claim, record.name)
    if (other !== undefined) throw claimedTwice(record.name, claim, other.context)
  }
  return open.length === 0 ? [] : claimSteps(record, planning)
}

/** Makes the servers agree with a record that is to take the place of the stored one; `more` is what else must be true. */
export const verifyAs = (
  wanted: ContextRecord,
  planning: TaskPlanning,
  more: (context: Context) => readonly Step[] = () => [],
): Intent => {
  const { record, context } = settled(wanted, planning)
  const stored = planning.store.read(wanted.name)
  return {
    context: record.name,
    steps: [
      ...ownClaims(record, planning),
      ...verifySteps(context, planning),
      ...more(context),
      ...(record === stored ? [] : [recordStep(record, 'record', planning)]),
    ],
  }
}

/** Makes the servers agree with a context. */
export const verifyIntent = (name: string, planning: TaskPlanning): Intent =>
  verifyAs(planning.store.read(name), planning)
