import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { localHost } from '../../../src/hosts/local/index.js'
import { loadTemplates } from '../../../src/templates/render.js'
import { application as plain } from '../../../src/applications/static/index.js'
import { application as wordpress } from '../../../src/applications/wordpress/index.js'
import type { Platform } from '../../../src/contexts/types/platform.js'
import { type AppName, type GivenFleet, appNames, fleetOf, phpServing, verifySteps } from '../../support/http.js'
import { planningOn } from '../../support/planning.js'
import { RealWebServer, temporaryFolder, writeFiles } from '../../support/web-servers.js'

/** Answers with all that PHP received. */
const echo = `<?php header('Content-Type: application/json'); $body = file_get_contents('php://input');
echo json_encode(['script' => $_SERVER['SCRIPT_NAME'], 'file' => basename($_SERVER['SCRIPT_FILENAME']),
  'info' => $_SERVER['PATH_INFO'] ?? '', 'uri' => $_SERVER['REQUEST_URI'], 'query' => $_SERVER['QUERY_STRING'],
  'method' => $_SERVER['REQUEST_METHOD'], 'length' => strlen($body), 'digest' => md5($body),
  'authorization' => $_SERVER['HTTP_AUTHORIZATION'] ?? null, 'user' => $_SERVER['PHP_AUTH_USER'] ?? null,
  'cookies' => strlen($_SERVER['HTTP_COOKIE'] ?? ''), 'proxy' => $_SERVER['HTTP_PROXY'] ?? '', 'name' => $_SERVER['SERVER_NAME'],
  'site' => $_SERVER['PROVISION_SITE'], 'type' => $_SERVER['CONTENT_TYPE'] ?? '']);`

const limit = 65_536
const served = [...'abcdefghijklmnopqrstuvwxyz'].join('').repeat(100)

/** What a request is answered with: a status, the script that ran, or the text of a file. */
interface Expected {
  readonly status: number
  readonly php?: Readonly<Record<string, unknown>>
  readonly body?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

interface Row {
  readonly ask: string
  readonly headers?: readonly string[]
  readonly body?: string
  readonly host?: string
  readonly expected: Expected | Readonly<Record<AppName, Expected>>
  /** Why the servers differ. */
  readonly reason?: string
}

const row = (ask: string, expected: Row['expected'], rest: Partial<Row> = {}): Row => ({ ask, expected, ...rest })
const runs = (script: string, more: Readonly<Record<string, unknown>> = {}): Expected => ({
  status: 200,
  php: { script, ...more },
})
const file: Expected = { status: 200, body: served }
const status = (code: number): Expected => ({ status: code })
const refused = status(403)

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const digest = (body: string): string => createHash('md5').update(body).digest('hex')

const bodies = (path: string): readonly Row[] => [
  ...[0, 1, limit - 1, limit].map((length) => {
    const body = 'x'.repeat(length)
    return row(`POST ${path}`, runs('/index.php', { length, digest: digest(body) }), {
      body,
      headers: [`Content-Length: ${length}`],
    })
  }),
  ...[limit + 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((length) =>
    row(`POST ${path}`, status(413), { headers: [`Content-Length: ${length}`] }),
  ),
  row(`POST ${path}`, runs('/index.php', { length: 5, digest: digest('hello') }), {
    headers: ['Transfer-Encoding: chunked'],
    body: '5\r\nhello\r\n0\r\n\r\n',
  }),
  row(
    `POST ${path}`,
    { nginx: status(413), apache: runs('/index.php', { length: 0 }) },
    {
      reason: 'Apache counts a body without a length only while it hands it on; PHP gets nothing of it',
      headers: ['Transfer-Encoding: chunked'],
      body: `${(limit + 1).toString(16)}\r\n${'x'.repeat(limit + 1)}\r\n0\r\n\r\n`,
    },
  ),
]

const common = (front: Expected): readonly Row[] => [
  ...[
    '/none',
    '/none/',
    '/none.txt',
    '/none.css',
    '/none.php',
    '/docs/openapi.yaml',
    '/sites/',
    '/sites/other.test/',
  ].map((path) => row(`GET ${path}`, front)),
  row('GET /sites/other.test/files/photo.jpg', front),
  row('GET /sites/nobody.test/files/photo.jpg', front),
  row('GET /a%2Fb', front),
  row('GET /a%252Fb', front),
  row('GET //a//b', front),
  row('GET /a%20b', front),
  row('GET /a%3Fb', front),
  row('GET /a/./b/../c', front),
  row('GET /a%0Ab', front),
  row('GET /%C3%A4', front),
  row('GET /a%00b', { nginx: status(400), apache: status(404) }, { reason: 'each server refuses NUL before any rule' }),
  row(
    'GET /..%2f..%2f..%2f..%2fetc/passwd',
    { nginx: status(400), apache: front },
    {
      host: 'a.test.',
      reason: 'Nginx refuses a path that leads out; to Apache the root is above itself',
    },
  ),
  row(
    `GET /vendor/${'vendor/'.repeat(2400)}x.php`,
    { nginx: front, apache: refused },
    {
      reason: 'Apache refuses paths that no file system has',
    },
  ),
  row('GET /style.css', file),
  row('GET /STYLE2.CSS', file),
  ...[
    ['/style.css', 'text/css; charset=utf-8', 'max-age=1209600'],
    ['/app.mjs', 'text/javascript; charset=utf-8', 'max-age=1209600'],
    ['/data.json', 'application/json', undefined],
    ['/page/', 'text/html; charset=utf-8', undefined],
    ['/drawing.svg', 'image/svg+xml', 'max-age=1209600'],
  ].map(([path, type, kept]) =>
    row(
      `GET ${path}`,
      {
        status: 200,
        headers: { 'content-type': type, 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'cache-control': kept },
      },
      { headers: ['Accept-Encoding: gzip'] },
    ),
  ),
  row('HEAD /style.css', { status: 200, body: '' }),
  row('GET /style%2Ecss', file),
  row('GET /folder/../style.css', file),
  row('GET /style.css', { status: 206, body: served.slice(0, 10) }, { headers: ['Range: bytes=0-9'] }),
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => row(`${method} /style.css`, status(405))),
  row(
    'GET /page',
    {
      nginx: { status: 301, headers: { location: '/page/' } },
      apache: { status: 301, headers: { location: 'http://a.test/page/' } },
    },
    { reason: 'Apache knows no relative redirects; it repeats the Host header' },
  ),
  row('GET /page/', file),
  row('GET /empty', front),
  row('GET /empty/', front),
  ...[
    '/dump.SQL',
    '/x.old',
    '/x.BAK',
    '/index.php.txt',
    '/settings.php.new',
    '/app.LOG',
    '/system.module',
    '/.env',
    '/.git/config',
    '/other.phtml',
    '/OTHER.PHP',
    '/composer.json',
    '/plugin/index.php',
    '/dump.zip',
    '/sites/a.test/files/index.php',
    '/sites/a.test/files/d/index.php',
    '/sites/a.test/settings.php',
    '/sites/a.test/private/letter.txt',
  ].flatMap((path) => [row(`GET ${path}`, refused), row(`POST ${path}`, refused)]),
  ...[
    '/plugin',
    '/plugin/',
    '/sites/a.test/files/d',
    '/sites/a.test/files/d/',
    '/sites/a.test/private/',
    '/style.css/x',
  ].map((path) => row(`GET ${path}`, front)),
]

const front = runs('/index.php', { site: 'a.test' })
const authorization = 'Authorization: Basic dXNlcjpwYXNz'

const withPhp: readonly Row[] = [
  ...common(front),
  ...methods.flatMap((method) =>
    ['/', '/empty/', '/none', '/page.yaml'].map((path) => row(`${method} ${path}`, runs('/index.php', { method }))),
  ),
  ...bodies('/'),
  row('GET /index.php/a/b?x=1', runs('/index.php', { info: '/a/b', query: 'x=1', uri: '/index.php/a/b?x=1' })),
  row('GET /none/x?y=%2F', runs('/index.php', { info: '', query: 'y=%2F', uri: '/none/x?y=%2F' })),
  row('GET /?a=b', runs('/index.php', { uri: '/?a=b', query: 'a=b' })),
  row('GET /', runs('/index.php', { authorization: 'Basic dXNlcjpwYXNz', user: 'user' }), { headers: [authorization] }),
  row('GET /none', runs('/index.php', { authorization: 'Bearer x.y' }), { headers: ['Authorization: Bearer x.y'] }),
  row('GET /', runs('/index.php', { cookies: 16_000 }), { headers: [`Cookie: ${'c'.repeat(16_000)}`] }),
  row(
    'GET /',
    { nginx: runs('/index.php', { cookies: 30_000 }), apache: status(400) },
    {
      headers: [`Cookie: ${'c'.repeat(30_000)}`],
      reason: 'Apache hands php-fpm no header of more than 16 KB, and would leave it out in silence',
    },
  ),
  row('GET /', runs('/index.php', { proxy: '' }), { headers: ['Proxy: evil.test'] }),
  row('GET /', front, { host: 'A.TEST' }),
  row('GET /', front, { host: 'a.test:8080' }),
  row('GET /', front, { host: 'a.test.' }),
  row('GET /', status(404), { host: 'nobody.test' }),
  row('GET /', status(400), { host: 'a/b' }),
  row('POST /', runs('/index.php', { length: 2 }), {
    headers: ['Expect: 100-continue', 'Content-Length: 2'],
    body: 'ab',
  }),
]

const serving = (application: { readonly serving: (platform: Platform) => Platform['serving'] }) =>
  application.serving({ static_types: [], xmlrpc: false } as unknown as Platform)

const layouts: Readonly<Record<string, { serving: Platform['serving']; rows: readonly Row[] }>> = {
  php: {
    serving: phpServing,
    rows: [
      ...withPhp,
      row('GET /other.php', runs('/other.php')),
      row('GET /other.php/x', front),
      row('GET /admin/', runs('/admin/index.php')),
      row('PUT /admin/x.php', runs('/admin/x.php')),
      row('GET /admin/none.php', front),
      row('GET /third.php', refused),
    ],
  },
  wordpress: {
    serving: serving(wordpress),
    rows: [
      ...withPhp.filter(({ ask }) => !/files/.test(ask)),
      row('GET /wp-login.php', runs('/wp-login.php')),
      row('GET /wp-admin/', runs('/wp-admin/index.php')),
      row('GET /wp-admin/x.php', runs('/wp-admin/x.php')),
      row('GET /wp-admin/setup-config.php', refused),
      row('GET /xmlrpc.php', refused),
      row('GET /sites/a.test/content/uploads/d/', front),
      row('GET /sites/a.test/content/uploads/d/index.php', refused),
      row('GET /sites/a.test/content/uploads/a.zip', file),
    ],
  },
  static: {
    serving: serving(plain),
    rows: [
      ...common(status(404)).filter(({ ask }) => !/zip/.test(ask)),
      row('GET /', file),
      row('GET /dump.zip', file),
      ...['POST', 'PUT', 'DELETE', 'OPTIONS'].map((method) => row(`${method} /`, status(405))),
      row('GET /index.php', refused),
    ],
  },
}

const code = {
  'index.php': echo,
  'other.php': echo,
  'third.php': echo,
  'xmlrpc.php': echo,
  'wp-login.php': echo,
  'wp-admin/index.php': echo,
  'wp-admin/x.php': echo,
  'wp-admin/setup-config.php': echo,
  'admin/index.php': echo,
  'admin/x.php': echo,
  'plugin/index.php': echo,
  'sites/a.test/files/index.php': echo,
  'sites/a.test/files/d/index.php': echo,
  'sites/a.test/settings.php': echo,
  'sites/a.test/content/uploads/d/index.php': echo,
  ...Object.fromEntries(
    [
      'app.mjs',
      'data.json',
      'drawing.svg',
      'style.css',
      'STYLE2.CSS',
      'page/index.html',
      'index.html',
      'dump.SQL',
      'x.old',
      'x.BAK',
      'index.php.txt',
      'settings.php.new',
      'app.LOG',
      'system.module',
      '.env',
      '.git/config',
      'other.phtml',
      'OTHER.PHP',
      'composer.json',
      'dump.zip',
      'sites/a.test/private/letter.txt',
      'sites/other.test/files/photo.jpg',
      'sites/a.test/content/uploads/a.zip',
    ].map((name) => [name, served]),
  ),
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const parsed = (text: string): Answer => {
  const final = text.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, '')
  const [head = '', ...rest] = final.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  const raw = rest.join('\r\n\r\n')
  const body =
    headers['transfer-encoding'] === 'chunked' ? raw.replace(/(?:^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '') : raw
  return { status: Number(first.split(' ')[1]), headers, body }
}

/** Sends a request as it is written, for clients would mend odd ones. */
const send = (port: number, { ask, headers = [], body = '', host = 'a.test' }: Row): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    // Nginx keeps a connection open for a while whose body it refused.
    socket.on('data', (part) => {
      parts.push(part)
      const answer = parsed(Buffer.concat(parts).toString())
      if (answer.body.length >= Number(answer.headers['content-length'])) socket.destroy()
    })
    socket.on('error', (error) => (parts.length > 0 ? undefined : reject(error)))
    socket.on('close', () => resolve(parsed(Buffer.concat(parts).toString())))
    socket.write([`${ask} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', body].join('\r\n'))
  })

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

/** The same request to the site as a subdirectory of another host. */
const inFolder = ({ ask, expected, ...rest }: Row): Row => {
  const moved = (one: Expected): Expected => {
    if (one.headers?.['location'] !== undefined)
      return {
        ...one,
        headers: {
          location: one.headers['location']
            .replace('http://a.test/', 'http://b.test/')
            .replace('/page/', '/shop/page/'),
        },
      }
    if (one.php === undefined) return one
    const { script, uri, ...php } = one.php
    return {
      ...one,
      php: { ...php, script: `/shop${String(script)}`, ...(uri === undefined ? {} : { uri: `/shop${String(uri)}` }) },
    }
  }
  const both = 'status' in expected ? moved(expected) : { nginx: moved(expected.nginx), apache: moved(expected.apache) }
  return { ...rest, ask: ask.replace(' /', ' /shop/'), host: 'b.test', expected: both }
}

const atOnce = 20

const answerOf = async ({ app, port }: RealWebServer, one: Row) => {
  const expected = expectedOn(one, app)
  const label = [one.host ?? 'a.test', one.ask, ...(one.headers ?? [])].join(' ').slice(0, 100)
  return { label, answered: told(await send(port, one), expected), expected }
}

describe.each(appNames)('the contract of requests with %s', (app) => {
  let folder: string
  let server: RealWebServer

  beforeAll(async () => {
    await loadTemplates()
    folder = temporaryFolder()
    server = await RealWebServer.in(folder, app)
    mkdirSync(`${folder}/config`)
    const planning = planningOn(localHost(folder))
    const given = {
      aegir_root: folder,
      http_port: server.port,
      http_address: '127.0.0.1',
      php_fpm_socket: `${folder}/fpm.sock`,
    }
    for (const [index, [name, layout]] of Object.entries(layouts).entries()) {
      const uuid = `aaaaaaaa-0000-4000-8000-00000000000${index}`
      const fleet: GivenFleet = {
        server: given,
        platform: { name: `@platform_${name}`, uuid, root: `${folder}/${name}`, serving: layout.serving },
        site: { name: `@${name}`, uri: 'a.test', uuid, aliases: ['b.test/shop'], upload_limit: '64K' },
      }
      layoutFleets[name] = fleetOf(app, fleet, planning)
    }
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
  })

  const layoutFleets: Record<string, ReturnType<typeof fleetOf>> = {}

  it.each(Object.keys(layouts))(
    'holds for %s',
    async (name) => {
      writeFiles(`${folder}/${name}`, code)
      mkdirSync(`${folder}/${name}/empty`, { recursive: true })
      for (const each of ['server', 'platform', 'site'] as const)
        server.apply(verifySteps(app, layoutFleets[name]!, each))
      await server.start()
      const rows = layouts[name]!.rows
      const asked = [...rows, ...rows.filter(({ host }) => host === undefined).map(inFolder)]

      const answers = []
      try {
        for (let next = 0; next < asked.length; next += atOnce)
          answers.push(...(await Promise.all(asked.slice(next, next + atOnce).map((one) => answerOf(server, one)))))
      } finally {
        await server.stop()
      }

      expect(answers.filter(({ answered, expected }) => !isDeepStrictEqual(answered, expected))).toEqual([])
    },
    60_000,
  )
})
