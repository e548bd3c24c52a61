import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError, messageOf } from '../errors.js'
import type { Answer, Host } from '../hosts/host.js'
import type { Outcome, Prepared, Step, StepKind } from './common/step.js'
import type { World } from './common/world.js'

/** One address of a site, and what must come back. */
export interface Expected {
  /** The Host header. */
  readonly host: string
  readonly path: string
  /** The whole body, or where it redirects to, or merely that no error (500 and above) comes. */
  readonly body?: string
  readonly location?: string
  readonly status?: number
  /** Whether a page must come: a refusal or nothing (400 and above) is wrong too, but for the question for a password. */
  readonly shown?: boolean
}

/** The health check: each address of a site answers as it should, from the right web server. Changes nothing. */
export interface CheckStep extends Step {
  readonly kind: 'check'
  readonly stage: 'check'
  readonly address: string
  readonly port: number
  readonly expected: readonly Expected[]
  /** What to do when one of them is wrong, where that can be told better than by the logs. */
  readonly fix?: string
}

/** How long a site may take to answer as it should. */
const patienceMilliseconds = 3_000
const pauseMilliseconds = 100

const asksForPassword = 401

const isWrong = ({ status, shown = false }: Expected, answer: Answer): boolean => {
  if (status !== undefined) return answer.status !== status
  return answer.status >= (shown ? 400 : 500) && answer.status !== asksForPassword
}

const complaint = (expected: Expected, answer: Answer): string | undefined => {
  const { body, location, status } = expected
  if (body !== undefined && answer.body.trim() !== body)
    return `another site answers, or none (status ${answer.status})`
  if (location !== undefined && answer.location !== location)
    return `redirects to ${answer.location ?? 'nowhere'} (status ${answer.status}), not to ${location}`
  if (!isWrong(expected, answer)) return undefined
  return `answers with status ${answer.status}${status === undefined ? '' : `, not ${status}`}`
}

type Ask = Host['request']

const ask = async ({ address, port }: CheckStep, expected: Expected, request: Ask): Promise<string | undefined> => {
  const name = `http://${expected.host}${port === 80 ? '' : `:${port}`}${expected.path}`
  try {
    const answer = await request({
      address,
      port,
      host: port === 80 ? expected.host : `${expected.host}:${port}`,
      path: expected.path,
    })
    const wrong = complaint(expected, answer)
    return wrong === undefined ? undefined : `${name} ${wrong}`
  } catch (error) {
    return `${name} does not answer: ${messageOf(error)}`
  }
}

const complaintsOf = async ({ step }: Prepared<CheckStep>, request: Ask): Promise<readonly string[]> => {
  const complaints: (string | undefined)[] = []
  for (const expected of step.expected) complaints.push(await ask(step, expected, request))
  return complaints.filter((text) => text !== undefined)
}

/** What answers wrongly is asked again for a while: PHP may just be starting. */
const checkOne = async (prepared: Prepared<CheckStep>, request: Ask): Promise<Outcome> => {
  const until = Date.now() + patienceMilliseconds
  let wrong = await complaintsOf(prepared, request)
  while (wrong.length > 0 && Date.now() < until) {
    await delay(pauseMilliseconds)
    wrong = await complaintsOf(prepared, request)
  }
  if (wrong.length === 0) return { ok: true }
  const { fix = "see the web server's and PHP's error logs for the cause" } = prepared.step
  return {
    ok: false,
    error: new ProvisionError('PROVISION_HEALTH_CHECK_FAILED', wrong.join('; '), {
      fix,
      context: prepared.step.context,
    }),
  }
}

const run = async (prepared: readonly Prepared<CheckStep>[], { host, jobs }: World): Promise<readonly Outcome[]> => {
  const { request, end } = host.requests()
  const left = prepared.entries()
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (const [at, one] of left) outcomes[at] = await checkOne(one, request)
  }
  try {
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    end()
  }
  return outcomes
}

/** Asks the running web server for every address of a site. */
export const check: StepKind<CheckStep, null> = {
  kind: 'check',
  observe: (steps) => steps.map(() => null),
  change: () => ({ action: 'check' }),
  prepare: () => ({}),
  run,
  undo: () => {},
}
