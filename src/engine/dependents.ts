import { ProvisionError } from '../errors.js'
import { command } from '../lib/shell-word.js'
import { type Plan, namesOf } from './plan.js'

/** The error of a context when one that it needs has failed. */
export const dependencyFailed = (context: string, needed: string): ProvisionError =>
  new ProvisionError('PROVISION_NEEDED_CONTEXT_FAILED', `${context}: not done, because ${needed} failed`, {
    fix: command`fix ${needed}, then retry`,
    context,
  })

/**
 * The plans that need a failed context, directly or not, with their errors. Plans are in the order of their references.
 */
export const dependents = (plans: readonly Plan[], failed: Iterable<string>): ReadonlyMap<string, ProvisionError> => {
  const without = new Set(failed)
  const errors = new Map<string, ProvisionError>()
  for (const { context, needs = [] } of plans) {
    const needed = needs.find((name) => without.has(name))
    if (needed === undefined || without.has(context)) continue
    without.add(context)
    errors.set(context, dependencyFailed(context, needed))
  }
  return errors
}

const hasFailed = ({ error }: Plan): boolean => error !== undefined

/** A plan fails too if it needs one that failed. */
export const failDependents = (plans: readonly Plan[]): readonly Plan[] => {
  const errors = dependents(plans, namesOf(plans.filter(hasFailed)))
  return errors.size === 0
    ? plans
    : plans.map((plan) => (errors.has(plan.context) ? { ...plan, steps: [], error: errors.get(plan.context) } : plan))
}
