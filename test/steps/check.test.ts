import { describe, expect, it } from '@jest/globals'
import { stepKind as check, type CheckStep, type Expected } from '../../src/steps/check.js'
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
const vault = { masked: (_: string, text: string) => text }
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
})
