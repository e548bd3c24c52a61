import { createHash } from 'node:crypto'
import { documentTypes, pageTypes } from '../../../../src/services/http/file-types.js'
import type { AppName } from '../../../support/http.js'
import { served } from './code.js'
import { ownVariables } from './differences.js'
import type { Asked } from '../../../support/raw-request.js'

/** What a request is answered with: a status, what PHP received, or the text of a file. */
export interface Expected {
  readonly status: number
  readonly php?: Readonly<Record<string, unknown>>
  readonly body?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface Row extends Asked {
  readonly expected: Expected | Readonly<Record<AppName, Expected>>
  /** Why the servers differ. */
  readonly reason?: string
}

export const row = (ask: string, expected: Row['expected'], rest: Partial<Row> = {}): Row => ({
  ask,
  expected,
  ...rest,
})

const differs = (
  ask: string,
  expected: Readonly<Record<AppName, Expected>>,
  reason: string,
  rest: Partial<Row> = {},
): Row => row(ask, expected, { reason, ...rest })

export const runs = (script: string, more: Readonly<Record<string, unknown>> = {}): Expected => ({
  status: 200,
  php: { script, ...more },
})
export const file: Expected = { status: 200, body: served }
export const status = (code: number): Expected => ({ status: code })
export const refused = status(403)

/** The limit of the sites, in bytes. */
export const limit = 65_536

const digest = (body: string): string => createHash('md5').update(body).digest('hex')

const received = (body: string): Expected => runs('/index.php', { length: body.length, digest: digest(body) })

const chunked = (body: string): Partial<Row> => ({
  headers: ['Transfer-Encoding: chunked'],
  body: `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
})

const withoutLength =
  'without a length, Apache hands php-fpm nothing of a body, or stores one of any size on its disk first. Where that is ' +
  'wanted: `SetEnvIf Request_URI "^" proxy-sendcl=1` in `pre.d`; the limit does not hold then'

const bodies: readonly Row[] = ['POST /', 'PUT /none', 'PATCH /index.php/x'].flatMap((ask) => [
  ...[0, 1, limit - 1, limit].map((length) => {
    const body = 'x'.repeat(length)
    return row(ask, received(body), { body, headers: [`Content-Length: ${length}`] })
  }),
  ...[limit + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((length) =>
    row(ask, status(413), { headers: [`Content-Length: ${length}`] }),
  ),
  ...['hello', 'x'.repeat(limit)].map((body) =>
    differs(ask, { nginx: received(body), apache: status(411) }, withoutLength, chunked(body)),
  ),
  differs(ask, { nginx: status(413), apache: status(411) }, withoutLength, chunked('x'.repeat(limit + 1))),
])

/** Bodies whose length cannot be told from their headers. */
const badBodies: readonly Row[] = [
  ...['-1', 'abc', '+2', '2,2', '', '0x2', '99999999999999999999'].map((length) =>
    row('POST /', status(400), { headers: [`Content-Length: ${length}`], body: 'ab' }),
  ),
  row('POST /', status(400), { headers: ['Content-Length: 2', 'Content-Length: 3'], body: 'abc' }),
]

const ends = (text: string): readonly string[] => text.split(' ')
const compressed = new Set(
  ends(
    'css js mjs map wasm json jsonld webmanifest xml xsl rss atom txt htm html svg ttf otf eot vtt srt csv md ics vcf kml gpx geojson',
  ),
)
const text = new Set(ends('css js mjs xml xsl txt htm html vtt srt csv md ics vcf'))
const kept = new Set(
  ends('css js mjs map wasm png jpg jpeg gif ico svg webp avif woff woff2 ttf otf eot mp4 webm ogg mp3 pdf'),
)

/** Each type, in a folder: type and charset, how long it is kept, and how it is compressed. */
const typesIn = (folder: string, types: Readonly<Record<string, string>>): readonly Row[] =>
  Object.entries(types).flatMap(([end, type]) =>
    (compressed.has(end) ? ['gzip', 'br'] : ['br, gzip']).map((coding) =>
      row(
        `GET ${folder}/f.${end}`,
        {
          status: 200,
          headers: {
            'content-type': text.has(end) ? `${type}; charset=utf-8` : type,
            'content-encoding': compressed.has(end) ? coding : undefined,
            vary: compressed.has(end) ? 'Accept-Encoding' : undefined,
            'cache-control': kept.has(end) ? 'max-age=1209600' : undefined,
            'x-content-type-options': 'nosniff',
          },
        },
        { headers: [`Accept-Encoding: ${coding}`] },
      ),
    ),
  )

const forAYear = 'max-age=31536000, immutable'

/** Names with a digest of what is in the file, and names that only look like one. */
const fingerprinted: readonly Row[] = [
  ['/build/app.3f2a9c1b.js', forAYear],
  ['/build/app-0123456789abcdef0123.css', forAYear],
  ['/build/report.20251231.css', 'max-age=1209600'],
  ['/build/facade.deadbeef.js', 'max-age=1209600'],
  ['/build/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.jpg', 'max-age=1209600'],
].map(([path, kept]) => row(`GET ${path}`, { status: 200, headers: { 'cache-control': kept } }))

/** Uploads: what is refused in code is served there, for people upload archives and documents. */
export const uploads = (folder: string): readonly Row[] => typesIn(folder, { ...pageTypes, ...documentTypes })

const folderRedirect = (ask: string, query = '', rest: Partial<Row> = {}): Row =>
  differs(
    ask,
    {
      nginx: { status: 301, headers: { location: `/page/${query}` } },
      apache: { status: 301, headers: { location: `http://a.test/page/${query}` } },
    },
    'Apache knows no relative redirects; it repeats the Host header',
    rest,
  )

const noFile = 'Apache looks for a file although the front controller takes any path behind its own name'
const tooLong = 'Apache would leave what is larger than 16 KB out when it asks php-fpm; Nginx takes 32 KB'
const badHost = 'Apache refuses what is no host name; Nginx ignores the port, and finds no site otherwise'

/** Requests that are answered before any file is looked for. `asked` is what the front page answers. */
const protocol = (front: Expected): readonly Row[] => [
  ...['/', '/none', '/style.css', '/page/'].flatMap((path) => [
    row(`TRACE ${path}`, status(405)),
    differs(`CONNECT ${path}`, { nginx: status(405), apache: status(400) }, 'neither is a proxy', { host: 'a.test' }),
  ]),
  row('GET *', status(400), { host: 'a.test' }),
  row('GET /a b', status(400)),
  ...['/%', '/%zz', '/..', '/%2e%2e/', '/a/../../../x'].map((path) =>
    row(`GET ${path}`, status(400), { host: 'a.test' }),
  ),
  row('GET http://nobody.test/', status(404)),
  differs('GET /#x', { nginx: front, apache: status(400) }, 'Apache refuses a fragment, which no client sends', {
    host: 'a.test',
  }),
  row('GET /', status(400), { host: null }),
  row('GET /', status(404), { host: null, version: '1.0' }),
  row('GET /', front, { host: 'a.test', version: '1.0' }),
  folderRedirect('GET /page', '', { host: 'a.test', version: '1.0' }),
  differs('GET /', { nginx: status(505), apache: front }, 'Apache takes any version as the newest that it speaks', {
    host: 'a.test',
    version: '2.0',
  }),
  row('GET /', front, { host: 'a.test', version: '1.2' }),
  ...['b.test', 'a.test'].map((second) => row('GET /', status(400), { headers: [`Host: ${second}`] })),
  ...['A.TEST', 'a.test:8080', 'a.test.', 'a.test.:80', 'www.a.test', 'x.wild.test', 'X.Y.WILD.TEST:1'].map((host) =>
    row('GET /', front, { host }),
  ),
  ...['nobody.test', '127.0.0.1', '[::1]', '[::1]:80', 'localhost', '-', 'a_b', 'wild.test', 'xa.test', 'a.test.x'].map(
    (host) => row('GET /', status(404), { host }),
  ),
  ...['nobody.test', 'b.test', 'provision.invalid'].flatMap((host) =>
    ['/', '/index.php', '/style.css', '/sites/a.test/', '/.well-known/provision/', '/.well-known/none'].map((path) =>
      row(`GET ${path}`, status(404), { host }),
    ),
  ),
  row('GET /.well-known/provision/site', status(404), { host: 'nobody.test' }),
  row('GET /.well-known/provision/generation', status(404), { host: 'nobody.test' }),
  ...['', 'a b', 'a/b', 'http://a.test', '..'].map((host) => row('GET /', status(400), { host })),
  ...['a.test:', 'a.test:abc', 'a.test:99999'].map((host) =>
    differs('GET /', { nginx: front, apache: status(400) }, badHost, { host }),
  ),
  ...['a.test,b.test', 'a.test%00', 'ä.test', 'a@b', 'a.test#', 'a.test?'].map((host) =>
    differs('GET /', { nginx: status(404), apache: status(400) }, badHost, { host }),
  ),
  row('GET /', status(400), { headers: ['X Y: 1'] }),
  row('GET /', status(400), { headers: [`X: ${'x'.repeat(33_000)}`] }),
  differs('GET /', { nginx: front, apache: status(400) }, 'Apache refuses control characters in headers', {
    host: 'a.test',
    headers: ['X: a\u0001b'],
  }),
  differs(
    'GET /',
    { nginx: front, apache: status(400) },
    'Apache refuses a line that is no header; Nginx leaves it out',
    {
      host: 'a.test',
      headers: ['nocolon'],
    },
  ),
  differs('GET /', { nginx: front, apache: status(400) }, 'Apache takes 100 headers; Nginx takes 128 KB of them', {
    host: 'a.test',
    headers: Array.from({ length: 120 }, (_, index) => `X-H${index}: v`),
  }),
  row(`GET /${'a'.repeat(33_000)}`, status(414)),
]

const sitesOfOthers = ['/sites/other.test/files/photo.jpg', '/sites/nobody.test/files/photo.jpg']

/** Addresses at which there is nothing: the application answers, if there is one. */
const nothing = (front: Expected): readonly Row[] =>
  [
    '/none',
    '/none/',
    '/none.txt',
    '/none.css',
    '/none.php',
    '/none/none.php',
    '/docs/openapi.yaml',
    '/wiki/LocalSettings.php',
    '/sites',
    '/sites/',
    '/sites/berlin/',
    '/sites/other.test',
    '/sites/other.test/',
    ...sitesOfOthers,
    '/sites/a.test',
    '/sites/a.test/',
    '/sites/all/',
    '/a%2Fb',
    '/a%252Fb',
    '//a//b',
    '/a%20b',
    '/a+b',
    '/a;b=c',
    '/a%3Fb',
    '/a%23b',
    '/a%5Cb',
    '/a\\b',
    '/a%09b',
    '/a%0Ab',
    '/a%0D%0Ab',
    '/a/./b/../c',
    '/%C3%A4',
    '/%ff',
    '/~user',
    '/style.css.',
    '/style.css%20',
    '/style.css;x',
    '/style.css::$DATA',
    '/style.css/',
    '/style.css/x',
    '/Style.css',
    '/.well-known/',
    '/.well-known/none',
    '/.well-known/provision/',
    '/.well-known/provision/none',
    '/.well-known/provision/site/',
    '/.well-known/provision/site/x',
    '/.well-known/provision/generation',
    '/empty',
    '/empty/',
    '/plugin',
    '/plugin/',
    '/sites/a.test/private/',
    `/${'a'.repeat(255)}`,
    `/${'a'.repeat(256)}`,
    `/x/${'%C3%A4'.repeat(200)}`,
    `/${'a'.repeat(8000)}`,
    `/${'a/'.repeat(6000)}`,
    `/vendor/phpunit/eval-stdin.php/${'vendor/'.repeat(1000)}`,
    `/vendor/${'vendor/'.repeat(2000)}x.php`,
  ].map((path) => row(`GET ${path}`, front))

/** Files that are there and nobody's business. */
const denied: readonly Row[] = [
  '/dump.SQL',
  '/x.old',
  '/x.BAK',
  '/index.php.txt',
  '/settings.php.new',
  '/settings.php-old.txt',
  '/settings.php_.txt',
  '/auth.json',
  '/app.LOG',
  '/system.module',
  '/.env',
  '/.git/config',
  '/other.phtml',
  '/OTHER.PHP',
  '/composer.json',
  '/plugin/index.php',
  '/plugin//index.php',
  '/plugin%2Findex.php',
  '/x/../plugin/index.php',
  '/vendor/phpunit/eval-stdin.php',
  '/dump.zip',
  '/sites/a.test/files/index.php',
  '/sites/a.test/files/d/index.php',
  '/sites/a.test/settings.php',
  '/sites/a.test/private/letter.txt',
  '/...',
].flatMap((path) => ['GET', 'HEAD', 'POST', 'DELETE'].map((method) => row(`${method} ${path}`, refused)))

const files: readonly Row[] = [
  ...['/style.css', '/STYLE2.CSS', '/style%2Ecss', '/folder/../style.css', '//style.css', '/./style.css'].map((path) =>
    row(`GET ${path}`, file),
  ),
  row('GET /style.css?x=index.php', file),
  row('GET /style.css', file, { host: 'a.test', version: '1.0' }),
  row('GET /style.css', { status: 200, headers: { 'x-powered-by': undefined } }),
  row('HEAD /style.css', { status: 200, body: '' }),
  ...(
    [
      ['bytes=0-9', { status: 206, body: served.slice(0, 10) }],
      ['bytes=0-0', { status: 206, body: served.slice(0, 1) }],
      ['bytes=-1', { status: 206, body: served.slice(-1) }],
      ['bytes=99999-', status(416)],
      ['lines=0-9', file],
    ] as const
  ).map(([range, expected]) => row('GET /style.css', expected, { headers: [`Range: ${range}`] })),
  differs('GET /style.css', { nginx: status(416), apache: file }, 'Apache ignores a range that makes no sense', {
    headers: ['Range: bytes=5-2'],
  }),
  row('GET /style.css', { status: 304, body: '' }, { headers: ['If-None-Match: *'] }),
  row('GET /style.css', file, { headers: ['If-None-Match: "x"'] }),
  ...['/style.css', '/page/'].flatMap((path) =>
    ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'FOO'].map((method) =>
      row(`${method} ${path}`, status(405)),
    ),
  ),
  row('POST /style.css', status(413), { headers: [`Content-Length: ${limit + 1}`] }),
  folderRedirect('GET /page'),
  folderRedirect('GET //page', '', { host: 'a.test' }),
  folderRedirect('GET /page?x=1', '?x=1', { host: 'a.test' }),
  ...['/page.css', '/.well-known/page'].map((path) => row(`GET ${path}`, status(301))),
  ...['/page.css/', '/.well-known/page/', '/page/', '/page//', '/page/?x=1', '/page/index.html'].map((path) =>
    row(`GET ${path}`, file),
  ),
  ...typesIn('/types', pageTypes),
  ...fingerprinted,
]

/** Requests of all applications. `front` is what is answered where nothing is. */
export const common = (front: Expected, page: Expected): readonly Row[] => [
  ...protocol(page),
  ...nothing(front),
  ...files,
  ...denied,
  row('GET /.well-known/security.txt', file),
  row('GET /.well-known/acme-challenge/', status(404), { host: 'a.test' }),
  row('GET /.well-known/acme-challenge/none', status(404), { host: 'a.test' }),
  ...['/a%00b', '/style.css%00', '/index.php/%00'].map((path) =>
    differs(`GET ${path}`, { nginx: status(400), apache: status(404) }, 'each server refuses NUL before any rule'),
  ),
  differs(
    'GET /..%2f..%2f..%2f..%2fetc/passwd',
    { nginx: status(400), apache: front },
    'Nginx refuses a path that leads out; to Apache the root is above itself',
    { host: 'a.test.' },
  ),
  differs(`GET /${'a'.repeat(20_000)}`, { nginx: front, apache: status(414) }, tooLong),
  differs(
    `POST /vendor/phpunit/eval-stdin.php/${'vendor/'.repeat(2400)}`,
    { nginx: front, apache: status(414) },
    tooLong,
  ),
]

const front = runs('/index.php', { site: 'a.test' })

/** `$_SERVER` of a request for the front controller, by name. */
const variables = (app: AppName): readonly string[] =>
  [
    'CONTENT_LENGTH',
    'CONTENT_TYPE',
    'DOCUMENT_ROOT',
    'FCGI_ROLE',
    'GATEWAY_INTERFACE',
    'HOME',
    'HTTP_CONNECTION',
    'HTTP_HOST',
    'HTTP_X_TEST',
    'PHP_SELF',
    'PHP_VALUE',
    'PROVISION_SITE',
    'PROVISION_SITE_PATH',
    'QUERY_STRING',
    'REDIRECT_STATUS',
    'REMOTE_ADDR',
    'REMOTE_PORT',
    'REQUEST_METHOD',
    'REQUEST_SCHEME',
    'REQUEST_TIME',
    'REQUEST_TIME_FLOAT',
    'REQUEST_URI',
    'SCRIPT_FILENAME',
    'SCRIPT_NAME',
    'SERVER_ADDR',
    'SERVER_NAME',
    'SERVER_PORT',
    'SERVER_PROTOCOL',
    'SERVER_SOFTWARE',
    'USER',
    ...Object.keys(ownVariables[app]),
  ].sort()

const joined = 'of headers of one name Nginx hands over the last, Apache all'

/** What PHP receives. */
const handedOver: readonly Row[] = [
  row('GET /index.php', runs('/index.php', { info: null, uri: '/index.php' })),
  row('GET /index.php/a/b?x=1', runs('/index.php', { info: '/a/b', query: 'x=1', uri: '/index.php/a/b?x=1' })),
  row('GET /index.php/', runs('/index.php', { info: '/' })),
  row('GET /index.php//a', runs('/index.php', { info: '/a', uri: '/index.php//a' })),
  row('GET /index.php%2Fa', runs('/index.php', { info: '/a' })),
  row('GET /index.php/a%2Fb%20c', runs('/index.php', { info: '/a/b c', uri: '/index.php/a%2Fb%20c' })),
  row(`GET /index.php/${'a'.repeat(2000)}`, runs('/index.php', { info: `/${'a'.repeat(2000)}` })),
  differs(`GET /index.php/${'a/'.repeat(3000)}`, { nginx: front, apache: refused }, noFile),
  row('GET /none/x?y=%2F', runs('/index.php', { info: null, query: 'y=%2F', uri: '/none/x?y=%2F' })),
  row('GET /a%2Fb//c%20d', runs('/index.php', { uri: '/a%2Fb//c%20d' })),
  row('GET /?a=b', runs('/index.php', { uri: '/?a=b', query: 'a=b' })),
  row('GET /?', runs('/index.php', { uri: '/?', query: '' })),
  row('GET /??a&b=<>"', runs('/index.php', { uri: '/??a&b=<>"', query: '?a&b=<>"' })),
  row(`GET /?${'q'.repeat(16_000)}`, runs('/index.php', { query: 'q'.repeat(16_000) })),
  differs(
    `GET /?${'q'.repeat(20_000)}`,
    { nginx: runs('/index.php', { query: 'q'.repeat(20_000) }), apache: status(414) },
    tooLong,
  ),
  row('GET http://a.test/none?x', runs('/index.php', { uri: '/none?x' }), { host: 'other.test' }),
  row('GET http://b.test/shop/none?x', runs('/shop/index.php', { uri: '/shop/none?x' }), { host: 'other.test' }),
  row('HEAD /none', { status: 200, body: '' }),
  differs(
    'get /',
    { nginx: status(400), apache: runs('/index.php', { method: 'get' }) },
    'Nginx knows methods in capitals',
    {
      host: 'a.test',
    },
  ),
  ...['Basic dXNlcjpwYXNz', 'Bearer x.y', 'Digest username="x"', 'Basic %%%'].map((authorization) =>
    row('GET /none', runs('/index.php', { authorization }), { headers: [`Authorization: ${authorization}`] }),
  ),
  row('GET /', runs('/index.php', { user: 'user' }), { headers: ['Authorization: Basic dXNlcjpwYXNz'] }),
  ...[9000, 16_000].map((cookies) =>
    row('GET /', runs('/index.php', { cookies }), { headers: [`Cookie: ${'c'.repeat(cookies)}`] }),
  ),
  row('GET /', runs('/index.php', { cookies: 16_000 }), {
    headers: [`Cookie: ${'c'.repeat(16_000)}`, `X-Other: ${'c'.repeat(16_000)}`],
  }),
  differs('GET /', { nginx: runs('/index.php', { cookies: 30_000 }), apache: status(400) }, tooLong, {
    headers: [`Cookie: ${'c'.repeat(30_000)}`],
  }),
  differs('GET /', { nginx: runs('/index.php', { cookies: 3 }), apache: runs('/index.php', { cookies: 8 }) }, joined, {
    headers: ['Cookie: a=1', 'Cookie: b=2'],
  }),
  row('GET /', runs('/index.php', { proxy: null }), { headers: ['Proxy: evil.test'] }),
  row('GET /', runs('/index.php', { names: [] }), { headers: ['X_Under: 1', 'X-Dot.ted: 1'] }),
  row('GET /', runs('/index.php', { name: 'a.test' }), { host: 'A.TEST:99' }),
  row(
    'POST /none?x=1',
    {
      nginx: runs('/index.php', { variables: variables('nginx') }),
      apache: runs('/index.php', { variables: variables('apache') }),
    },
    { host: 'a.test', headers: ['Content-Length: 2', 'Content-Type: text/x', 'X-Test: 1'], body: 'ab' },
  ),
  row('POST /', runs('/index.php', { length: 2, type: 'text/x' }), {
    headers: ['Expect: 100-continue', 'Content-Length: 2', 'Content-Type: text/x'],
    body: 'ab',
  }),
  row('POST /', status(413), { headers: ['Expect: 100-continue', `Content-Length: ${limit + 1}`] }),
  differs(
    'POST /',
    { nginx: runs('/index.php', { length: 2 }), apache: status(417) },
    'Apache refuses to expect what it does not know',
    {
      headers: ['Expect: something', 'Content-Length: 2'],
      body: 'ab',
    },
  ),
  row('GET /index.php/.x', runs('/index.php', { info: '/.x' })),
  ...['If-Match: "x"', 'If-Unmodified-Since: Mon, 01 Jan 1990 00:00:00 GMT'].map((header) =>
    differs('GET /', { nginx: front, apache: status(412) }, 'Apache compares pages of PHP, too', { headers: [header] }),
  ),
  differs('GET /', { nginx: status(400), apache: front }, 'Apache still takes headers of several lines', {
    host: 'a.test',
    headers: ['X: a', '\tb'],
  }),
  ...['gzip, chunked', 'identity'].map((coding) =>
    differs(
      'POST /',
      { nginx: status(501), apache: status(coding === 'identity' ? 400 : 411) },
      'neither takes such a body',
      { headers: [`Transfer-Encoding: ${coding}`] },
    ),
  ),
  differs('POST /', { nginx: status(400), apache: status(411) }, 'neither takes a body with two lengths', {
    headers: ['Transfer-Encoding: chunked', 'Content-Length: 3'],
  }),
  differs('GET /', { nginx: front, apache: status(400) }, 'one header may have 32 KB, or 16 KB', {
    headers: [`Cookie: ${'x'.repeat(20_000)}`],
  }),
  row('GET /', runs('/index.php', { length: 3 }), { headers: ['Content-Length: 3'], body: 'abc' }),
  row('GET /', front, { headers: ['Range: bytes=0-3'] }),
  row('GET /', front, { headers: ['If-None-Match: "x"', 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'] }),
  ...['gzip', 'br'].map((coding) =>
    row(
      'GET /',
      { status: 200, headers: { 'content-encoding': coding, 'cache-control': undefined, 'x-powered-by': undefined } },
      { headers: [`Accept-Encoding: ${coding}`] },
    ),
  ),
]

export const withPhp: readonly Row[] = [
  ...common(front, front),
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'LOCK', 'QUERY', 'FOO'].flatMap((method) =>
    ['/', '/empty/', '/none', '/page.yaml', '/sites/'].map((path) =>
      row(`${method} ${path}`, runs('/index.php', { method })),
    ),
  ),
  ...bodies,
  ...badBodies,
  ...handedOver,
]
