import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../src/hosts/host.js'
import { check, type CheckStep, type Expected } from '../../src/steps/check.js'
import type { World } from '../../src/steps/common/world.js'

const step = (expected: Expected, fix?: string): CheckStep => ({
  kind: 'check',
  stage: 'check',
  context: '@example.com',
  title: 'see that example.com answers',
  address: '127.0.0.1',
  port: 8080,
  expected: [expected],
  ...(fix === undefined ? {} : { fix }),
})

/** A web server that answers each path `/STATUS` with that status. */
const world = {
  jobs: 20,
  host: {
    requests: () => ({
      request: ({ path }: { readonly path: string }): Promise<Answer> =>
        Promise.resolve({ status: Number(path.slice(1)), location: undefined, body: '' }),
      end: () => {},
    }),
  },
} as unknown as World

const statuses = [200, 301, 401, 403, 404, 500, 503]

const accepted = async (more: Partial<Expected>): Promise<readonly number[]> => {
  const steps = statuses.map((status) => step({ host: 'example.com', path: `/${status}`, ...more }))
  const outcomes = await check.run(
    steps.map((one) => ({ step: one, before: {} })),
    world,
  )
  return statuses.filter((_, at) => outcomes[at]?.ok)
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

    const [outcome] = await check.run([{ step: failing, before: {} }], world)

    expect(outcome).toMatchObject({
      ok: false,
      error: { message: 'http://example.com:8080/403 answers with status 403', fix: 'let the web server in' },
    })
  })
})
