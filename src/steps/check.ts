import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError, messageOf } from '../errors.js'
import type { Answer, Host } from '../hosts/host.js'
import { attemptEach, keepNothing, nothingToDo } from './common/attempt.js'
import type { StepKind } from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run } from './common/world.js'

/** One address of a site, and the expected answer. */
export interface Expected {
  /** The Host header. */
  readonly host: string
  readonly path: string
  /** The whole body, or the target of the redirect, or the status. Without these any status below 500 is right. */
  readonly body?: string
  readonly location?: string
  readonly status?: number
  /** Whether a page must come: then a status of 400 or above is wrong too, except 401, which asks for a password. */
  readonly shown?: boolean
}

/** The health check: each address of a site gives the expected answer, from the right web server. Changes nothing. */
export interface CheckStep extends Step {
  readonly kind: 'check'
  readonly stage: 'check'
  /** Default: `http`. */
  readonly scheme?: 'http' | 'https'
  readonly address: string
  readonly port: number
  readonly expected: readonly Expected[]
  /** What to do if the check fails, if there is a better hint than the logs. */
  readonly fix?: string
}

/** How long a site may take to give the expected answer. */
const patienceMilliseconds = 3_000
const pauseMilliseconds = 100

const asksForPassword = 401
const defaultPorts = { http: 80, https: 443 } as const

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

const originOf = ({ scheme = 'http', port }: CheckStep, host: string): string =>
  `${scheme}://${host}${port === defaultPorts[scheme] ? '' : `:${port}`}`

const ask = async (step: CheckStep, expected: Expected, request: Ask): Promise<string | undefined> => {
  const { address, port, scheme = 'http' } = step
  const origin = originOf(step, expected.host)
  const url = `${origin}${expected.path}`
  try {
    const host = origin.slice(`${scheme}://`.length)
    const wrong = complaint(
      expected,
      await request({ scheme, address, port, host, path: expected.path, keepAlive: true }),
    )
    return wrong === undefined ? undefined : `${url} ${wrong}`
  } catch (error) {
    return `${url} does not answer: ${messageOf(error)}`
  }
}

const complaintsOf = async (step: CheckStep, request: Ask): Promise<readonly string[]> => {
  const complaints: (string | undefined)[] = []
  for (const expected of step.expected) complaints.push(await ask(step, expected, request))
  return complaints.filter((text) => text !== undefined)
}

/** Repeats a failed check for a while, because PHP may just be starting. */
const checkOne = async (step: CheckStep, { host, signal }: Run): Promise<void> => {
  const { request } = host(step.host)
  const until = Date.now() + patienceMilliseconds
  let wrong = await complaintsOf(step, request)
  while (wrong.length > 0 && Date.now() < until && !signal.aborted) {
    await delay(pauseMilliseconds)
    wrong = await complaintsOf(step, request)
  }
  if (wrong.length > 0) throw checkFailed(step, wrong)
}

const checkFailed = ({ context, fix }: CheckStep, wrong: readonly string[]): ProvisionError =>
  new ProvisionError('PROVISION_HEALTH_CHECK_FAILED', wrong.join('; '), {
    fix: fix ?? 'find the cause in the error logs of the web server and of PHP',
    context,
  })

/** Requests every address of a site from the running web server. */
export const stepKind: StepKind<CheckStep, null, Record<string, never>> = {
  kind: 'check',
  batch: 'all',
  concurrency: 'jobs',
  observe: (steps) => steps.map(() => null),
  change: () => ({ action: 'check' }),
  prepare: keepNothing,
  run: (prepared, run) => attemptEach(prepared, ({ step }) => checkOne(step, run)),
  undo: nothingToDo,
}
