import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError, messageOf } from '../errors.js'
import type { Answer, Host } from '../hosts/host.js'
import { type AskedAs, isVisitor, proxyHeaders } from './common/asked-as.js'
import { nothingToDo } from './common/attempt.js'
import { firstLines } from './common/first-lines.js'
import { type LogLines, addedLines } from './common/log-lines.js'
import { isInstaller, leadsToInstaller } from './common/installer.js'
import type { Outcome, Prepared, StepKind } from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run, World } from './common/world.js'

/** One address of a site, and the expected answer. */
export interface Expected {
  /** The Host header. */
  readonly host: string
  readonly path: string
  /** The whole body, or the target of the redirect, or the status. Without these any status below 500 is right. */
  readonly body?: string
  readonly location?: string
  readonly status?: number
  /**
   * Whether a page must come, also behind redirects: then a status of 400 or above is wrong too, except 401, which asks
   * for a password, and so is an installer.
   */
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
  /** As which address visitors ask. Default: as scheme and port. */
  readonly as?: AskedAs
  readonly expected: readonly Expected[]
  /** Error logs of the web server and of PHP on the host. A journal of an older version has none. */
  readonly logs?: readonly string[]
  /** Whether it fails also where the same page failed before the task changed anything. */
  readonly strict?: boolean
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

const excerpt = ({ body }: Answer): string => {
  const text = firstLines(body)
  return text === '' ? '' : `: «${text}»`
}

const complaint = (expected: Expected, answer: Answer): string | undefined => {
  const { body, location, status } = expected
  if (body !== undefined && answer.body.trim() !== body)
    return `another site answers, or none (status ${answer.status})`
  if (location !== undefined && answer.location !== location)
    return `redirects to ${answer.location ?? 'nowhere'} (status ${answer.status}), not to ${location}`
  if (!isWrong(expected, answer)) return undefined
  return `answers with status ${answer.status}${status === undefined ? '' : `, not ${status}`}${excerpt(answer)}`
}

type Ask = Host['request']

const originOf = (step: CheckStep, host: string): string => {
  const { scheme = 'http', port } = step.as ?? step
  return `${scheme}://${host}${port === defaultPorts[scheme] ? '' : `:${port}`}`
}

const get = ({ address, port, scheme = 'http', as }: CheckStep, { host, pathname, search }: URL, request: Ask) =>
  request({
    scheme,
    address,
    port,
    host,
    path: `${pathname}${search}`,
    headers: proxyHeaders(address, as),
    keepAlive: true,
  })

const longestChain = 5

interface Page {
  readonly url: URL
  readonly answer: Answer
}

const installerAt = ({ url, answer }: Page): string | undefined =>
  isInstaller(url.pathname) || leadsToInstaller(answer.body)
    ? `leads to an installer (${url.pathname}): the application is not installed, and anybody could install it`
    : undefined

const nextUrl = ({ url, answer: { location } }: Page): URL | undefined =>
  location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined

/** Browsers keep such a redirect, and go round for ever. Others may come to an end, by a cookie. */
const permanent: readonly number[] = [301, 308]

const isSame = (page: Page): boolean => nextUrl(page)?.href === page.url.href

/** A stranger, who asks past the proxy, may be sent to where visitors are. */
const loopAt = ({ as }: CheckStep, page: Page): string | undefined =>
  permanent.includes(page.answer.status) && isSame(page) && isVisitor(as)
    ? `redirects to itself (status ${page.answer.status})`
    : undefined

/** Follows redirects on the same host to what visitors see in the end. */
const behindRedirects = async (
  step: CheckStep,
  page: Page,
  request: Ask,
  left = longestChain,
): Promise<string | undefined> => {
  const [wrong, next] = [installerAt(page) ?? loopAt(step, page), nextUrl(page)]
  if (wrong !== undefined || next === undefined || isSame(page) || left === 0) return wrong
  if (next.host !== page.url.host || isInstaller(next.pathname))
    return installerAt({ url: next, answer: { ...page.answer, body: '' } })
  const answer = await get(step, next, request)
  if (isWrong({ host: next.host, path: next.pathname, shown: true }, answer))
    return `redirects to ${next.pathname}, which answers with status ${answer.status}${excerpt(answer)}`
  return behindRedirects(step, { url: next, answer }, request, left - 1)
}

const ask = async (step: CheckStep, expected: Expected, request: Ask): Promise<string | undefined> => {
  const url = new URL(expected.path, originOf(step, expected.host))
  try {
    const answer = await get(step, url, request)
    const page = { url, answer }
    const wrong = complaint(expected, answer) ?? (isPage(expected) ? loopAt(step, page) : undefined)
    if (wrong !== undefined || !expected.shown) return wrong
    return await behindRedirects(step, page, request)
  } catch (error) {
    return `does not answer: ${messageOf(error)}`
  }
}

interface Complaint {
  readonly url: string
  readonly wrong: string
  /** Whether it is about the application, not about which site answers. */
  readonly isOfPage: boolean
}

const complaintsOf = async (step: CheckStep, request: Ask): Promise<readonly Complaint[]> => {
  const complaints: Complaint[] = []
  for (const expected of step.expected) {
    const wrong = await ask(step, expected, request)
    const url = `${originOf(step, expected.host)}${expected.path}`
    if (wrong !== undefined) complaints.push({ url, wrong, isOfPage: isPage(expected) })
  }
  return complaints
}

const isPage = ({ body, location }: Expected): boolean => body === undefined && location === undefined

/** The pages that fail before the task changes anything. */
const failingBefore = async (step: CheckStep, { host }: World): Promise<Before> => {
  if (step.strict) return {}
  const pages = { ...step, expected: step.expected.filter(isPage) }
  const failing = await complaintsOf(pages, host(step.host).request)
  return failing.length === 0 ? {} : { failing: failing.map(({ url }) => url) }
}

interface Before {
  readonly failing?: readonly string[]
}

const textOf = (complaints: readonly Complaint[], { vault }: World): string =>
  vault.masked(complaints.map(({ url, wrong }) => `${url} ${wrong}`).join('; '))

/** What the error logs gain while a failed page is asked for once more. */
const addedWhile = (step: CheckStep, host: Host, ask: () => Promise<void>): Promise<readonly LogLines[]> =>
  addedLines({ paths: step.logs ?? [], hosts: step.expected.map((expected) => expected.host) }, host, ask)

/** Repeats a failed check for a while, because PHP may just be starting. Pages that failed before may fail. */
const checkOne = async ({ step, before }: Prepared<CheckStep, Before>, run: Run): Promise<Outcome> => {
  const host = run.host(step.host)
  const until = Date.now() + patienceMilliseconds
  const isNew = ({ url, isOfPage }: Complaint): boolean => !(isOfPage && before.failing?.includes(url))
  let complaints = await complaintsOf(step, host.request)
  while (complaints.some(isNew) && Date.now() < until && !run.signal.aborted) {
    await delay(pauseMilliseconds)
    complaints = await complaintsOf(step, host.request)
  }
  const added = complaints.some(isNew)
    ? await addedWhile(step, host, async () => {
        complaints = await complaintsOf(step, host.request)
      })
    : []
  if (complaints.some(isNew)) return { ok: false, error: checkFailed(step, complaints.filter(isNew), { added, run }) }
  return complaints.length === 0 ? { ok: true } : { ok: true, result: { already_failing: textOf(complaints, run) } }
}

interface Found {
  readonly added: readonly LogLines[]
  readonly run: Run
}

const checkFailed = (step: CheckStep, complaints: readonly Complaint[], { added, run }: Found): ProvisionError => {
  const { context, fix, logs = [] } = step
  const lines = added.flatMap(({ path, lines }) => lines.map((line) => `${path}: ${line}`))
  const message = run.vault.masked([textOf(complaints, run), ...lines].join('\n'))
  const where = logs.length === 0 ? 'the error logs of the web server and of PHP' : logs.join(' and ')
  return new ProvisionError('PROVISION_HEALTH_CHECK_FAILED', message, {
    fix:
      fix ??
      `find the cause in ${where}; with --keep-failed, an install or verify leaves the failed state to be looked at`,
    context,
  })
}

/** Requests every address of a site from the running web server. */
export const stepKind: StepKind<CheckStep, Before | null, Before> = {
  kind: 'check',
  batch: 'all',
  concurrency: 'jobs',
  observe: (steps) => steps.map(() => null),
  change: () => ({ action: 'check' }),
  before: (steps, world) => Promise.all(steps.map((step) => failingBefore(step, world))),
  prepare: (observations) => observations.map(({ observed }) => ({ ok: true, before: observed ?? {} })),
  run: (prepared, run) => Promise.all(prepared.map((one) => checkOne(one, run))),
  undo: nothingToDo,
}
