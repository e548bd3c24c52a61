import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, rmSync } from 'node:fs'
import { localHost } from '../../../src/hosts/local/index.js'
import { refusedHeaders } from '../../../src/services/http/forwarded.js'
import { loadTemplates } from '../../../src/templates/render.js'
import { type AppName, type GivenFleet, appNames, fleetOf, verifySteps } from '../../support/http.js'
import { planningOn } from '../../support/planning.js'
import { type Asked, RealWebServer, temporaryFolder, writeFiles } from '../../support/web-servers.js'

/** All that tells PHP who asks, as whom, and where. Nothing else may speak for a proxy. */
const echo = `<?php header('Content-Type: application/json');
$own = ['HTTP_HOST', 'HTTP_CONNECTION'];
$named = ['HTTPS', 'REQUEST_SCHEME', 'REMOTE_ADDR', 'SERVER_PORT', 'SERVER_NAME', 'PROVISION_SITE'];
$sent = array_filter(array_keys($_SERVER), fn ($name) => preg_match('/^HTTP_|provision/', $name));
echo json_encode(array_intersect_key($_SERVER, array_flip(array_diff([...$named, ...$sent], $own))), JSON_FORCE_OBJECT);`

const proxy = '127.0.0.2'
const inNetwork = '127.9.8.7'
const stranger = '127.0.0.1'
const visitor = '203.0.113.9'

const sentAs = (name: string): string => name.slice('HTTP_'.length).toLowerCase().replaceAll('_', '-')

/** Everything that a client could say to pass for somebody else. */
const fakes = {
  ...Object.fromEntries(refusedHeaders.map((name) => [sentAs(name), '198.51.100.66'])),
  'x-forwarded-for': '198.51.100.66',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.test',
  'x-forwarded-port': '443',
  forwarded: 'for=198.51.100.66;proto=https;host=evil.test',
}

type Expected = (port: number) => Readonly<Record<string, unknown>>

interface Row {
  readonly name: string
  readonly from: string
  readonly host?: string
  readonly path?: string
  readonly headers?: Asked['headers']
  readonly expected: Expected
  /** Where Apache differs. */
  readonly onApache?: { readonly expected: Expected; readonly reason: string }
}

const direct =
  (site = 'a.test', host = site) =>
  (port: number) => ({
    REQUEST_SCHEME: 'http',
    REMOTE_ADDR: stranger,
    SERVER_PORT: String(port),
    SERVER_NAME: host,
    PROVISION_SITE: site,
  })

interface Behind {
  readonly scheme?: 'http' | 'https'
  readonly port?: string
  readonly address?: string
  readonly site?: string
  readonly host?: string
}

const behind =
  ({ scheme = 'https', port = '8443', address = visitor, site = 'a.test', host = site }: Behind = {}) =>
  () => ({
    ...(scheme === 'https' ? { HTTPS: 'on' } : {}),
    REQUEST_SCHEME: scheme,
    REMOTE_ADDR: address,
    SERVER_PORT: port,
    SERVER_NAME: host,
    PROVISION_SITE: site,
    HTTP_X_FORWARDED_FOR: address,
    HTTP_X_FORWARDED_PROTO: scheme,
    HTTP_X_FORWARDED_HOST: host,
    HTTP_X_FORWARDED_PORT: port,
  })

const asVisitor = { 'x-forwarded-for': visitor }
const secure = { ...asVisitor, 'x-forwarded-proto': 'https' }

const rows: readonly Row[] = [
  { name: 'a stranger who says nothing', from: stranger, expected: direct() },
  { name: 'a stranger who claims everything', from: stranger, headers: fakes, expected: direct() },
  { name: 'a stranger who names a port', from: stranger, host: 'a.test:9999', expected: direct() },
  { name: 'a stranger below a path', from: stranger, path: '/x/y', headers: fakes, expected: direct() },
  {
    name: 'a stranger in a subdirectory',
    from: stranger,
    host: 'b.test',
    path: '/shop/x',
    headers: fakes,
    expected: direct('a.test', 'b.test'),
  },
  { name: 'a proxy with a visitor by https', from: proxy, headers: secure, expected: behind() },
  { name: 'a proxy in a network', from: inNetwork, headers: secure, path: '/x', expected: behind() },
  {
    name: 'a proxy in capitals',
    from: proxy,
    headers: { ...asVisitor, 'x-forwarded-proto': 'HTTPS' },
    expected: behind(),
  },
  { name: 'a proxy that names no scheme', from: proxy, headers: asVisitor, expected: behind() },
  {
    name: 'a proxy that names another scheme',
    from: proxy,
    headers: { ...asVisitor, 'x-forwarded-proto': 'ftp' },
    expected: behind(),
  },
  {
    name: 'a proxy with a visitor by http',
    from: proxy,
    headers: { ...asVisitor, 'x-forwarded-proto': 'http' },
    expected: behind({ scheme: 'http', port: '80' }),
  },
  {
    name: 'a proxy that passes on what its visitor claims',
    from: proxy,
    headers: { ...fakes, 'x-forwarded-for': `198.51.100.66, ${visitor}` },
    expected: behind(),
  },
  {
    name: 'two proxies',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': `198.51.100.66, ${visitor}, ${inNetwork}` },
    expected: behind(),
  },
  {
    name: 'proxies alone',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': `127.9.1.1, ${inNetwork}` },
    expected: behind({ address: '127.9.1.1' }),
  },
  {
    name: 'two lines of addresses',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': ['198.51.100.66', visitor] },
    expected: behind(),
  },
  {
    name: 'a visitor by IPv6',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': '2001:db8::7' },
    expected: behind({ address: '2001:db8::7' }),
  },
  {
    name: 'a proxy that names no visitor',
    from: proxy,
    headers: { 'x-forwarded-proto': 'https' },
    expected: behind({ address: proxy }),
  },
  {
    name: 'a proxy whose visitor has no address',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': 'unknown' },
    expected: behind({ address: proxy }),
  },
  {
    name: 'a visitor with a port',
    from: proxy,
    headers: { ...secure, 'x-forwarded-for': `${visitor}:5678` },
    expected: behind(),
    onApache: { expected: behind({ address: proxy }), reason: 'mod_remoteip reads no address with a port' },
  },
  { name: 'a proxy that passes on the port', from: proxy, host: 'a.test:8443', headers: secure, expected: behind() },
  {
    name: 'a site with a public address of its own',
    from: proxy,
    host: 'own.test',
    headers: secure,
    expected: behind({ site: 'own.test', port: '443' }),
  },
  {
    name: 'a stranger where another port leads to the web server',
    from: stranger,
    host: 'mapped.test',
    headers: fakes,
    expected: (port) => ({ ...direct('mapped.test')(port), SERVER_PORT: '81' }),
  },
  {
    name: 'a proxy with a visitor by https, where http is usual',
    from: proxy,
    host: 'mapped.test',
    headers: secure,
    expected: behind({ site: 'mapped.test', port: '443' }),
  },
  {
    name: 'a subdirectory',
    from: proxy,
    host: 'b.test',
    path: '/shop/x',
    headers: secure,
    expected: behind({ host: 'b.test' }),
  },
]

describe.each(appNames)('what proxies say to %s', (app: AppName) => {
  let folder: string
  let server: RealWebServer

  beforeAll(async () => {
    await loadTemplates()
    folder = temporaryFolder()
    server = await RealWebServer.in(folder, app)
    mkdirSync(`${folder}/config`)
    writeFiles(`${folder}/root`, { 'index.php': echo, 'page/index.html': 'a page' })
    const planning = planningOn(localHost(folder))
    const given: GivenFleet['server'] = {
      ...server.properties,
      public_url: 'https://*:8443',
      trusted_proxies: [proxy, '127.9.0.0/16', '::1'],
    }
    const sites = [
      { uri: 'a.test', aliases: ['b.test/shop'] },
      { uri: 'mapped.test', public_url: 'http://mapped.test:81' },
      { uri: 'own.test', aliases: ['www.own.test'], redirection: true, public_url: 'https://own.test' },
    ]
    for (const [index, site] of sites.entries()) {
      const uuid = `aaaaaaaa-0000-4000-8000-00000000000${index}`
      const fleet = fleetOf(
        app,
        { server: given, platform: { root: `${folder}/root` }, site: { ...site, name: `@${site.uri}`, uuid } },
        planning,
      )
      for (const each of ['server', 'platform', 'site'] as const) server.apply(verifySteps(app, fleet, each))
    }
    await server.start()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it.each(rows)('reaches PHP as decided: $name', async (row) => {
    const { from, host = 'a.test', path = '/', headers = {}, onApache } = row
    const { expected } = (app === 'apache' && onApache) || row

    const { body } = await server.ask(host, path, { from, headers })

    expect(JSON.parse(body)).toEqual(expected(server.port))
  })

  it.each([
    ['an alias', 'www.own.test', '/x?y=1', { nginx: 'https://own.test/x?y=1', apache: 'https://own.test/x?y=1' }],
    ['a folder', 'a.test', '/page', { nginx: '/page/', apache: 'https://a.test:8443/page/' }],
    [
      'a folder of a subdirectory',
      'b.test',
      '/shop/page',
      { nginx: '/shop/page/', apache: 'https://b.test:8443/shop/page/' },
    ],
    ['a subdirectory', 'b.test', '/shop', { nginx: '/shop/', apache: 'https://b.test:8443/shop/' }],
  ])('redirects to the public address: %s', async (_, host, path, locations) => {
    const { status, headers } = await server.ask(host, path, { from: proxy, headers: secure })

    expect({ status, location: headers.location }).toEqual({ status: 301, location: locations[app] })
  })
})
