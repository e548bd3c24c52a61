import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { localHost } from '../../../src/hosts/local/index.js'
import { loadTemplates } from '../../../src/templates/render.js'
import { type AppName, type GivenFleet, appNames, fleetOf, verifySteps } from '../../support/http.js'
import { planningOn } from '../../support/planning.js'
import { RealWebServer, temporaryFolder, writeFiles } from '../../support/web-servers.js'
import { code } from './contract/code.js'
import { differencesTable, variablesTable } from './contract/differences.js'
import { layouts } from './contract/layouts.js'
import { type Answer, announced, send } from '../../support/raw-request.js'
import type { Expected, Row } from './contract/rows.js'

const expectedOn = ({ expected }: Row, app: AppName): Expected => ('status' in expected ? expected : expected[app])

/** As much of an answer as is expected, to compare the two. */
const told = (answer: Answer, { php, body, headers }: Expected) => ({
  status: answer.status,
  ...(php === undefined ? {} : { php: picked(answer.body, Object.keys(php)) }),
  ...(body === undefined ? {} : { body: answer.body }),
  ...(headers === undefined
    ? {}
    : { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, answer.headers[name]])) }),
})

const picked = (text: string, names: readonly string[]): unknown => {
  try {
    const values = JSON.parse(text)
    return Object.fromEntries(names.map((name) => [name, values[name]]))
  } catch {
    return text.slice(0, 200)
  }
}

/** What is answered to a site as a subdirectory: the same, below another address. */
const moved = ({ headers, php, ...one }: Expected): Expected => ({
  ...one,
  ...(headers === undefined
    ? {}
    : {
        headers:
          headers['location'] === undefined
            ? headers
            : {
                ...headers,
                location: headers['location'].replace('a.test', 'b.test').replace('/page/', '/shop/page/'),
              },
      }),
  ...(php === undefined
    ? {}
    : {
        php: {
          ...php,
          script: `/shop${String(php['script'])}`,
          ...('uri' in php ? { uri: `/shop${String(php['uri'])}` } : {}),
        },
      }),
})

const inFolder = ({ ask, expected, ...rest }: Row): Row => ({
  ...rest,
  ask: ask.replace(' /', ' /shop/'),
  host: 'b.test',
  expected: 'status' in expected ? moved(expected) : { nginx: moved(expected.nginx), apache: moved(expected.apache) },
})

/** All requests to a site: as a host, and as a subdirectory where the host is no matter. */
const asked = (rows: readonly Row[]): readonly Row[] => [
  ...rows,
  ...rows.filter(({ host }) => host === undefined).map(inFolder),
]

/** The uuid of every site here. */
const uuids = 'aaaaaaaa-0000-4000-8000-'

/** What no answer tells: a uuid, a folder of this machine, what runs here in which version. */
const leaksIn = (answer: Answer, folder: string): readonly string[] => {
  const text = JSON.stringify(answer)
  return [uuids, folder, 'nginx/', 'Apache/', 'PHP/', 'x-powered-by'].filter((secret) => text.includes(secret))
}

const atOnce = 20

const answerOf = async ({ app, port, folder }: RealWebServer, one: Row) => {
  const expected = expectedOn(one, app)
  const label = [String(one.host), one.ask, ...(one.headers ?? [])].join(' ').slice(0, 100)
  const answer = await send(port, one)
  const leaks = leaksIn(answer, folder)
  return { label, answered: { ...told(answer, expected), ...(leaks.length === 0 ? {} : { leaks }) }, expected }
}

/** The answers that are not the expected ones. */
const wrongAnswers = async (server: RealWebServer, rows: readonly Row[]) => {
  const answers = []
  for (let next = 0; next < rows.length; next += atOnce)
    answers.push(...(await Promise.all(rows.slice(next, next + atOnce).map((one) => answerOf(server, one)))))
  return answers.filter(({ answered, expected }) => !isDeepStrictEqual(answered, expected))
}

const uuidOf = (index: number): string => `${uuids}00000000000${index}`

const sizes = { '64K': 2 ** 16, '2G': 2 ** 31, '3G': 3 * 2 ** 30, '4G': 2 ** 32, '9G': 9 * 2 ** 30 }

describe.each(appNames)('the contract of requests with %s', (app) => {
  let folder: string
  let server: RealWebServer

  beforeAll(async () => {
    await loadTemplates()
    folder = temporaryFolder()
    server = await RealWebServer.in(folder, app)
    mkdirSync(`${folder}/config`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const write = ({ platform = {}, site = {} }: GivenFleet): void => {
    const fleet = fleetOf(app, { server: server.properties, platform, site }, planningOn(localHost(folder)))
    for (const each of ['server', 'platform', 'site'] as const) server.apply(verifySteps(app, fleet, each))
  }

  const whileRunning = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    await server.start()
    try {
      return await act()
    } finally {
      await server.stop()
    }
  }

  it.each(Object.entries(layouts))('holds for %s', async (name, { serving, rows }) => {
    writeFiles(`${folder}/${name}`, code)
    mkdirSync(`${folder}/${name}/empty`, { recursive: true })
    const aliases = ['www.a.test', '*.wild.test', 'b.test/shop']
    const uuid = uuidOf(0)
    write({
      platform: { name: `@platform_${name}`, root: `${folder}/${name}`, serving },
      site: { name: '@a', uri: 'a.test', uuid, aliases, upload_limit: '64K' },
    })

    const wrong = await whileRunning(() => wrongAnswers(server, asked(rows)))

    expect(wrong).toEqual([])
  })

  it('takes announced bodies up to the limit of each site, and none beyond', async () => {
    writeFiles(`${folder}/php`, code)
    const platform = { name: '@platform_php', root: `${folder}/php` }
    for (const [index, upload_limit] of Object.keys(sizes).entries()) {
      const uri = `${upload_limit.toLowerCase()}.test`
      const aliases = [`sub.test/${upload_limit}`]
      write({ platform, site: { name: `@${uri}`, uri, uuid: uuidOf(index + 1), aliases, upload_limit } })
    }

    const answers = await whileRunning(() =>
      Promise.all(
        Object.entries(sizes)
          .flatMap(([name, size]) => [
            { ask: 'POST /', host: `${name.toLowerCase()}.test`, size },
            { ask: `POST /${name}/`, host: 'sub.test', size },
          ])
          .map(async ({ size, ...one }) => ({
            ...one,
            answers: await Promise.all(
              [1, size - 1, size, size + 1, size * 2].map((length) => announced(server.port, one, length)),
            ),
          })),
      ),
    )

    expect(answers.filter((one) => !isDeepStrictEqual(one.answers, [100, 100, 100, 413, 413]))).toEqual([])
  })
})

describe('docs/requests.md', () => {
  it('lists each difference between the web servers, with its reason', () => {
    const page = readFileSync(new URL('../../../docs/requests.md', import.meta.url), 'utf8')
    const rows = Object.values(layouts).flatMap((layout) => layout.rows)

    expect(page).toContain(differencesTable(rows))
    expect(page).toContain(variablesTable())
  })
})
