import { describe, expect, it } from '@jest/globals'
import { stepKind as check, type CheckStep, type Expected } from '../../src/steps/check.js'
import type { AskedAs } from '../../src/steps/common/asked-as.js'
import type { Run, World } from '../../src/steps/common/world.js'
import { MemoryHost } from '../support/hosts/memory-host.js'
import { runIn } from '../support/steps.js'

const step = (expected: Expected, fix?: string): CheckStep => ({
  kind: 'check',
  host: 'localhost',
  stage: 'check',
  context: '@example.com',
  title: 'check that example.com answers',
  address: '127.0.0.1',
  port: 8080,
  expected: [expected],
  ...(fix === undefined ? {} : { fix }),
})

/** A web server that answers each path `/STATUS` with that status. */
const host = new MemoryHost()
host.respond = ({ path }) => ({ status: Number(path.slice(1)), location: undefined, body: '' })
const vault = { masked: (text: string) => text }
/** It is asked again until the task is interrupted, which is soon here. */
const world = (): Run => ({
  ...runIn({ jobs: 20, host: () => host, vault } as unknown as World),
  signal: AbortSignal.timeout(250),
})

const statuses = [200, 301, 401, 403, 404, 500, 503]

const accepted = async (more: Partial<Expected>): Promise<readonly number[]> => {
  const steps = statuses.map((status) => step({ host: 'example.com', path: `/${status}`, ...more }))
  const outcomes = await Promise.all(steps.map(async (one) => check.run([{ step: one, before: {} }], world())))
  return statuses.filter((_, index) => outcomes[index]?.[0]?.ok)
}

describe('the health check', () => {
  it('takes any answer but an error', async () => {
    expect(await accepted({})).toEqual([200, 301, 401, 403, 404])
  })

  it('takes for a page that is shown no refusal either, but the question for a password', async () => {
    expect(await accepted({ shown: true })).toEqual([200, 301, 401])
  })

  it('fails with what its step says is to be done', async () => {
    const failing = step({ host: 'example.com', path: '/403', shown: true }, 'let the web server in')

    const [outcome] = await check.run([{ step: failing, before: {} }], world())

    expect(outcome).toMatchObject({
      ok: false,
      error: { message: 'http://example.com:8080/403 answers with status 403', fix: 'let the web server in' },
    })
  })

  const publicly = (given: Partial<AskedAs>) =>
    ({ as: { scheme: 'https', port: 443, trusted: false, ...given } }) as const

  /** Sends everybody to the public address who does not come from there. */
  it.each<readonly [string, Partial<CheckStep>, string | undefined, string | undefined]>([
    ['asks as visitors do, if it may', publicly({ trusted: true }), 'https', undefined],
    ['lets a stranger be sent to where visitors are', publicly({}), undefined, undefined],
    [
      'refuses a page that leads to itself for ever',
      publicly({ scheme: 'http', port: 80, trusted: true }),
      'http',
      'http://example.com/ redirects to itself (status 301)',
    ],
  ])('%s', async (_, given, scheme, message) => {
    const asked = { ...step({ host: 'example.com', path: '/', shown: true }), ...given }
    const said = new Set<string | undefined>()
    host.respond = ({ headers = {} }) => {
      const { 'x-forwarded-proto': proto } = headers
      said.add(proto)
      if (proto === 'https') return { status: 200, location: undefined, body: 'a page' }
      return { status: 301, location: `${proto ?? 'https'}://example.com/`, body: '' }
    }

    const [outcome] = await check.run([{ step: asked, before: {} }], world())

    expect([...said]).toEqual([scheme])
    expect(outcome?.ok === false ? (outcome.error as Error).message : undefined).toBe(message)
  })
})
