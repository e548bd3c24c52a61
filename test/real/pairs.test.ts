import { beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { declaredProperties } from '../../src/catalog/schema.js'
import { propertyValues } from '../../src/cli/completion/property-words.js'
import type { Json } from '../../src/contexts/property.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { wholeCatalog } from '../support/catalog.js'
import { send } from '../support/raw-request.js'
import { done, useFleet } from './support/fleet.js'
import { type Row, allPairs } from './support/pairs.js'
import { quiet } from './support/tasks.js'

const declared = declaredProperties(wholeCatalog).filter(
  ({ contextType, property }) => contextType === 'site' && property.source === 'given',
)

/** A small and a large value of each shape that sets a limit. */
const limits = { size: ['2M', '3G'], seconds: [20, 90] } as const

const limitsOf = (values: string): readonly Json[] =>
  Object.entries(limits).find(([shape]) => new RegExp(`^${shape}\\b`).test(values))?.[1] ?? []

/** Each property of a site with a choice or a limit. A new one is among them by itself. */
const properties = Object.fromEntries(
  declared
    .map(({ name, property }) => [name, limitsOf(property.values)] as const)
    .concat([...propertyValues(declared)].filter(([, words]) => !words[0]?.startsWith('<')))
    .filter(([, values]) => values.length > 0),
)

/** What a site may have besides: names of each kind, a target of its redirection, and its application. */
const dimensions = {
  ...properties,
  alias: [true, false],
  wildcard: [true, false],
  subdirectory: [true, false],
  redirection: ['false', 'true', 'name'],
  application: ['php', 'static'],
}

const rows: readonly Row<Json>[] = allPairs<Json>(dimensions)

const index = `<?php echo json_encode([$_SERVER['PROVISION_SITE'], ini_get('upload_max_filesize'), ini_get('memory_limit'),
  (int) ini_get('max_execution_time')]);`
const install = `<?php $db = new mysqli('localhost', getenv('db_user'), getenv('db_passwd'), getenv('db_name'), 0, getenv('db_socket'));
$db->query('CREATE TABLE notes (text TEXT)');`

const fleet = useFleet(['nginx', 'apache'])
const types = ['nginx', 'apache'] as const

interface Trial {
  readonly row: Row<Json>
  readonly uri: string
  readonly type: HttpType
}

const trials: readonly Trial[] = types.flatMap((type) =>
  rows.map((row, at) => ({ row, type, uri: `${type}${at}.test` })),
)

const platformOf = ({ row, type }: Trial): string => `@platform_${String(row['application'])}_${type}`

const targetOf = ({ row, uri }: Trial): string | undefined => {
  if (row['redirection'] === 'false') return undefined
  return row['redirection'] === 'name' && row['alias'] ? `www.${uri}` : uri
}

/** What has no effect on the sites of an application is refused. */
const unused: Readonly<Record<string, readonly string[]>> = {
  php: ['acl_code', 'acl_contexts', 'code_updates'],
  static: ['acl_code', 'acl_contexts', 'code_updates', 'php_memory_limit', 'php_time_limit'],
}

const savedOf = (trial: Trial): Readonly<Record<string, Json>> => {
  const { row, uri } = trial
  return {
    ...Object.fromEntries(
      Object.keys(properties)
        .filter((name) => !unused[String(row['application'])]?.includes(name))
        .map((name) => [name, row[name] as Json]),
    ),
    aliases: [
      ...(row['alias'] ? [`www.${uri}`] : []),
      ...(row['wildcard'] ? [`*.${uri}`] : []),
      ...(row['subdirectory'] ? [`sub.test/${uri.replace('.test', '')}`] : []),
    ],
    redirection: row['redirection'] === 'name' ? String(targetOf(trial)) : (row['redirection'] as string),
  }
}

interface Expected {
  readonly status: number
  readonly location?: string
  readonly retry?: string
  readonly body?: string
}

const text = (uri: string, message: string): string => `<!DOCTYPE html><title>${uri}</title><p>${message}</p>`

/** What any of its addresses answers while the site is closed. */
const closed = ({ row, uri }: Trial): Expected | undefined => {
  if (row['site_enabled'] === 'false') return { status: 503, body: text(uri, 'This site is disabled.') }
  if (row['site_maintenance'] === 'false') return undefined
  return { status: 503, retry: '300', body: text(uri, 'This site is under maintenance. It will be back soon.') }
}

const page = ({ row, uri }: Trial): Expected => ({
  status: 200,
  body:
    row['application'] === 'static'
      ? 'plain'
      : JSON.stringify([uri, row['upload_limit'], row['php_memory_limit'], row['php_time_limit']]),
})

interface Address {
  readonly host: string
  readonly base: string
  /** Whether it is one of the site. */
  readonly belongs: boolean
}

interface Answers {
  readonly front: Expected
  /** The status for a large body. Not asked where there is no site. */
  readonly posted?: number
}

const addresses = ({ row, uri }: Trial): readonly Address[] => [
  { host: uri, base: '', belongs: true },
  { host: `www.${uri}`, base: '', belongs: row['alias'] === true || row['wildcard'] === true },
  { host: `any.${uri}`, base: '', belongs: row['wildcard'] === true },
  { host: 'sub.test', base: `/${uri.replace('.test', '')}`, belongs: row['subdirectory'] === true },
  { host: `no${uri}`, base: '', belongs: false },
]

/** What a body beyond 2 MB meets: the small limit, or a page that takes no body. */
const large = ({ row }: Trial): number => {
  if (row['upload_limit'] === '2M') return 413
  return row['application'] === 'static' ? 405 : 200
}

const expectedAt = (trial: Trial, { host, base, belongs }: Address): Answers => {
  const target = targetOf(trial)
  if (!belongs) return { front: { status: 404 } }
  const shut = closed(trial)
  if (shut !== undefined) return { front: shut, posted: shut.status }
  if (target === undefined || (host === target && base === '')) return { front: page(trial), posted: large(trial) }
  const location = `http://${target}:${fleet().portOf(trial.type)}/?x=1`
  return { front: { status: 301, location }, posted: 301 }
}

const answeredAt = async ({ type }: Trial, { host, base }: Address, expected: Answers): Promise<Answers> => {
  const port = fleet().portOf(type)
  const { status, headers, body } = await send(port, { ask: `GET ${base}/?x=1`, host })
  const size = 2 * 1024 * 1024 + 1
  const posted = await send(port, {
    ask: `POST ${base}/`,
    host,
    headers: [`Content-Length: ${size}`],
    body: 'x'.repeat(size),
  })
  return {
    ...(expected.posted === undefined ? {} : { posted: posted.status }),
    front: {
      status,
      ...(headers['location'] === undefined ? {} : { location: headers['location'] }),
      ...(headers['retry-after'] === undefined ? {} : { retry: headers['retry-after'] }),
      ...(expected.front.body === undefined ? {} : { body }),
    },
  }
}

const wrongAnswers = async () => {
  const asked = trials.flatMap((trial) => addresses(trial).map((address) => ({ trial, address })))
  const answers = await Promise.all(
    asked.map(async ({ trial, address }) => {
      const expected = expectedAt(trial, address)
      const answered = await answeredAt(trial, address, expected)
      return { address: `${address.host}${address.base}`, saved: savedOf(trial), expected, answered }
    }),
  )
  return answers.filter(({ expected, answered }) => !isDeepStrictEqual(expected, answered))
}

describe('each two values of the properties of a site', () => {
  const names = trials.map(({ uri }) => `@${uri}`)

  beforeAll(async () => {
    for (const type of types) {
      const root = join(fleet().home, 'srv', type)
      for (const [application, files] of Object.entries({
        php: { 'index.php': index, 'install.php': install },
        static: { 'index.html': 'plain' },
      })) {
        mkdirSync(`${root}-${application}`, { recursive: true })
        for (const [name, content] of Object.entries(files)) writeFileSync(`${root}-${application}/${name}`, content)
        await fleet().save(`@platform_${application}_${type}`, 'platform', {
          root: `${root}-${application}`,
          application,
          web_server: type === 'nginx' ? '@server_master' : `@server_${type}`,
          ...(application === 'php' ? { install_cmd: `php ${root}-php/install.php` } : {}),
        })
      }
    }
    for (const trial of trials) {
      const { install_method = 'profile' } = savedOf(trial)
      await fleet().saveSite(trial.uri, { platform: platformOf(trial), install_method })
    }
    ;(await fleet().tasks().install(names, {}, quiet)).forEach(done)
    for (const trial of trials) await fleet().change(`@${trial.uri}`, savedOf(trial))
  }, 120_000)

  it('come together in one verify without a complaint, and each address answers as both say', async () => {
    await fleet().verify(...names)

    expect(await wrongAnswers()).toEqual([])
  }, 60_000)

  it('leave nothing to do', async () => {
    const reports = await fleet().tasks().verify(names, {}, quiet)

    expect(reports.flatMap(({ changes }) => changes)).toEqual([])
  })

  it('are few sites, and all properties with a choice or a limit', () => {
    expect(rows.length).toBeLessThan(18)
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['site_enabled', 'site_maintenance', 'upload_limit', 'php_time_limit']),
    )
  })
})
