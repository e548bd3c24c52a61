import { beforeAll, describe, expect, it } from '@jest/globals'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HttpType, proxyName } from '../../src/sandbox/server.js'
import { type Answer, browser } from './support/curl.js'
import { useFleet } from './support/fleet.js'

const types = ['nginx', 'apache'] as const
const fleet = useFleet(types, { tlsProxy: true })

const debian = '/usr/share/wordpress'
const skipped = ['wp-config.php', 'wp-content/languages'].map((path) => join(debian, path))
const following = ['--location', '--max-redirs', '5']
const hidden = (body: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
const form = (fields: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])

/** Addresses in a page that visitors of the proxy must not get: by http, or with the port of the web server. */
const leaks = ({ body }: Answer, host: string, inner: number): readonly string[] =>
  body.match(new RegExp(`http:(?:\\\\?/){2}${host}[^"' ]*|${host}:${inner}`, 'g')) ?? []

describe.each<HttpType>(types)('WordPress behind a TLS proxy, on %s', (type) => {
  const host = `${type}.test`
  const name = `@${host}`
  const password = 'correct horse battery staple'
  let inner: number
  let home: string
  let login: string
  let visit: ReturnType<typeof browser>

  beforeAll(async () => {
    const root = join(fleet().home, 'srv', `wordpress-${type}`)
    cpSync(debian, root, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
    const [server] = fleet().sandbox.contexts.filter(({ properties }) => properties['http_service_type'] === type)
    const platform = `@platform_${type}`
    await fleet().save(platform, 'platform', { root, web_server: String(server?.name) })
    await fleet().verify(platform)
    await fleet().save(name, 'site', { uri: host, platform, aliases: [`www.${host}`], redirection: true })
    const { result } = await fleet().run({ task: 'install', name })
    inner = fleet().portOf(type)
    home = `https://${host}:${fleet().portOf(proxyName(type))}`
    login = String(result?.['login_link'])
    visit = browser(join(fleet().home, `${type}.cookies`))
  }, 120_000)

  it('shows its pages with links for visitors alone', async () => {
    const page = await visit(`${home}/`, ...following)

    expect([page.status, page.url, leaks(page, host, inner)]).toEqual([200, `${home}/`, []])
  })

  it.each([
    ['/hello-world', '/hello-world/'],
    ['/wp-admin', '/wp-admin/'],
    ['/?p=1', '/hello-world/'],
  ])('redirects %s to the public address', async (path, target) => {
    const { status, location } = await visit(`${home}${path}`)

    expect([status, new URL(String(location), home).href]).toEqual([301, `${home}${target}`])
  })

  it('redirects an alias to the public address', async () => {
    const { status, location } = await visit(`${home.replace('//', '//www.')}/a?b=c`)

    expect([status, location]).toEqual([301, `${home}/a?b=c`])
  })

  it('lets its owner in by the login link, with cookies for https alone', async () => {
    const choice = await visit(login, ...following)
    const fields = { pass1: password, pass2: password, pw_weak: '1', rp_key: hidden(choice.body, 'rp_key') }
    await visit(`${home}/wp-login.php?action=resetpass`, ...form(fields))
    const entered = await visit(`${home}/wp-login.php`, ...form({ log: 'admin', pwd: password, testcookie: '1' }))
    const admin = await visit(String(entered.location), ...following)

    expect(login.startsWith(`${home}/wp-login.php?action=rp`)).toBe(true)
    expect([entered.status, entered.location]).toEqual([302, `${home}/wp-admin/`])
    expect(entered.cookies.filter((cookie) => cookie.startsWith('wordpress_')).length).toBeGreaterThan(2)
    expect(entered.cookies.filter((cookie) => /^wordpress_(?!test)/.test(cookie) && !/; secure/i.test(cookie))).toEqual(
      [],
    )
    expect([admin.status, admin.url, leaks(admin, host, inner)]).toEqual([200, `${home}/wp-admin/`, []])
    expect(admin.body).toContain('wp-admin-bar-logout')
  })

  it('needs no more than WP_HOME in local.settings.php: nothing goes round', async () => {
    const { name: server } = fleet().sandbox.contexts.find(
      ({ properties }) => properties['http_service_type'] === type,
    )!
    await fleet().change(server, { public_url: null, trusted_proxies: null })
    writeFileSync(
      join(fleet().home, 'srv', `wordpress-${type}`, 'sites', host, 'local.settings.php'),
      `<?php define('WP_HOME', '${home}');`,
    )
    await fleet().verify(server, name)

    const page = await visit(`${home}/`, ...following)
    const folder = await visit(`${home}/wp-admin`)
    const admin = await visit(`${home}/wp-admin/`, ...following)

    expect([page.status, page.url, leaks(page, host, inner)]).toEqual([200, `${home}/`, []])
    expect(String(folder.location)).not.toContain(String(inner))
    expect([admin.status, admin.url]).toEqual([200, `${home}/wp-admin/`])
  })
})
