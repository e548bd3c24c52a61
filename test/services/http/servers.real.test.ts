import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { localHost } from '../../../src/hosts/local/index.js'
import { generationHost, generationPath } from '../../../src/services/http/control.js'
import { probeOf } from '../../../src/services/http/probe.js'
import type { Step } from '../../../src/steps/common/step.js'
import { loadTemplates } from '../../../src/templates/render.js'
import {
  type AppName,
  type FleetContext,
  type GivenFleet,
  appNames,
  fleetOf,
  phpServing,
  verifySteps,
  withdrawSteps,
} from '../../support/http.js'
import { planningOn } from '../../support/planning.js'
import { RealWebServer, temporaryFolder, writeFiles } from '../../support/web-servers.js'

const php = `<?php header('Content-Type: application/json'); echo json_encode(['script' => $_SERVER['SCRIPT_NAME'],
  'path_info' => $_SERVER['PATH_INFO'] ?? '', 'uri' => $_SERVER['REQUEST_URI'], 'site' => $_SERVER['PROVISION_SITE'] ?? null,
  'site_path' => $_SERVER['PROVISION_SITE_PATH'] ?? null, 'subdirectory' => $_SERVER['SITE_SUBDIR'] ?? null,
  'db' => [$_SERVER['db_type'] ?? null, $_SERVER['db_name'] ?? null, $_SERVER['db_user'] ?? null, $_SERVER['db_passwd'] ?? null,
    $_SERVER['db_host'] ?? null, $_SERVER['db_port'] ?? null, $_SERVER['db_socket'] ?? null],
  'salt' => $_SERVER['hash_salt'] ?? null, 'proxy' => $_SERVER['HTTP_PROXY'] ?? '', 'query' => $_GET, 'posted' => strlen(file_get_contents('php://input')),
  'limits' => [ini_get('upload_max_filesize'), ini_get('post_max_size'), ini_get('memory_limit'), ini_get('max_execution_time')]]);
if (isset($_GET['frame'])) header('X-Frame-Options: DENY');`

const codeBase = {
  'index.php': php,
  'other.php': php,
  'style.css': 'body {}',
  'admin/index.php': php,
  'docs/readme.txt': 'documentation',
  'old.phtml': 'secret',
  'old.php5': 'secret',
  'old.PHP': 'secret',
  'tool.phar': 'secret',
  '.git/config': 'secret',
  '.env': 'secret',
  'composer.json': 'secret',
  'dump.sql': 'secret',
  'dump.SQL': 'secret',
  'copy.php.txt': 'secret',
  'system.module': 'secret',
  'app.LOG': 'secret',
  'vendor/tool/index.php': php,
  'sites/a.test/files/d/index.php': php,
  'sites/sub.test/files/d/index.php': php,
  'index.php.bak': 'secret',
  'secret/plan.txt': 'secret',
  'vendor/tool/eval.php': php,
  'sites/all/logo.svg': 'logo',
  'sites/a.test/settings.php': php,
  'sites/a.test/files/photo.jpg': 'photo',
  'sites/a.test/files/evil.php': php,
  'sites/a.test/files/evil.phtml': 'secret',
  'sites/a.test/private/letter.txt': 'secret',
  'sites/a.test/.provision': 'secret',
  'sites/a.test/files/albums/2025/photo.jpg': 'photo',
  'sites/sub.test/files/photo.jpg': 'photo of sub',
  'sites/sub.test/settings.txt': 'secret',
  'sites/a.test/plugins.txt': 'secret',
  'plugins/forms/form.css': 'form {}',
  'plugins/forms/tool.php': php,
  'sites/sub.test/files/evil.php': php,
}

const isRoot = process.getuid?.() === 0

const serving = { ...phpServing, shared: { 'content/plugins': 'plugins' } }

const uuids = {
  a: 'aaaaaaaa-0000-4000-8000-000000000001',
  redirected: 'aaaaaaaa-0000-4000-8000-000000000002',
  disabled: 'aaaaaaaa-0000-4000-8000-000000000004',
  sub: 'aaaaaaaa-0000-4000-8000-000000000007',
}

const sites: readonly (GivenFleet & { readonly secrets?: Readonly<Record<string, string>> })[] = [
  {
    site: {
      name: '@a.test',
      uuid: uuids.a,
      uri: 'a.test',
      aliases: ['www.a.test', '*.wild.test'],
      db_name: 'a_db',
      db_user: 'a "us\\er',
      upload_limit: '1M',
      php_memory_limit: '77M',
      php_time_limit: 33,
    },
    platform: { serving: { ...serving, hashSalt: true } },
    secrets: { db_passwd: 'pa"s\\s', hash_salt: 'salt "of\\ a' },
  },
  {
    site: {
      name: '@exact',
      uri: 'exact.wild.test',
      uuid: 'aaaaaaaa-0000-4000-8000-00000000000a',
      upload_limit: '4G',
    },
  },
  {
    site: {
      name: '@r.test',
      uuid: uuids.redirected,
      uri: 'r.test',
      aliases: ['www.r.test', '*.r.test', 'folder.test/r'],
      redirection: true,
    },
  },
  {
    site: {
      name: '@to.test',
      uri: 'to.test',
      uuid: 'aaaaaaaa-0000-4000-8000-000000000003',
      aliases: ['www.to.test'],
      redirection: 'www.to.test',
    },
  },
  {
    site: {
      name: '@off.test',
      uuid: uuids.disabled,
      uri: 'off.test',
      aliases: ['www.off.test'],
      site_enabled: false,
      db_name: 'off',
    },
  },
  {
    server: { master_url: 'http://front.test' },
    site: { name: '@off2.test', uri: 'off2.test', uuid: 'aaaaaaaa-0000-4000-8000-000000000005', site_enabled: false },
  },
  {
    site: {
      name: '@later.test',
      uri: 'later.test',
      uuid: 'aaaaaaaa-0000-4000-8000-000000000006',
      site_maintenance: true,
    },
  },
  {
    site: {
      name: '@sub.test',
      uuid: uuids.sub,
      uri: 'sub.test',
      aliases: ['a.test/shop', 'folder.test/shop', 'exact.wild.test/admin'],
      db_name: 'sub_db',
      db_user: 'sub',
    },
    secrets: { db_passwd: 'sub-password' },
  },
]

/** Links that somebody may have brought into the folder of a site, by the path where they are. */
const links = {
  'files/file.txt': '../plugins.txt',
  'files/other.txt': '../../sub.test/settings.txt',
  'files/passwd.txt': '/etc/passwd',
  'files/folder': '../../sub.test',
  'files/albums/up': '../..',
  'files/own.jpg': 'photo.jpg',
  'theme.css': 'settings.php',
  'theme/other.css': '../../sub.test/settings.txt',
  'theme/passwd.css': '/etc/passwd',
  'theme/index.html': '../private/letter.txt',
  others: '../sub.test',
}

const linkAll = (root: string): void => {
  for (const uri of ['a.test', 'sub.test'])
    for (const [name, target] of Object.entries(links)) {
      mkdirSync(dirname(`${root}/sites/${uri}/${name}`), { recursive: true })
      symlinkSync(target, `${root}/sites/${uri}/${name}`)
    }
  for (const uri of ['a.test', 'sub.test']) {
    mkdirSync(`${root}/sites/${uri}/content/plugins`, { recursive: true })
    symlinkSync('../../../../plugins/forms', `${root}/sites/${uri}/content/plugins/forms`)
    symlinkSync('/etc', `${root}/sites/${uri}/content/plugins/etc`)
  }
  symlinkSync('/etc/passwd', `${root}/passwd.txt`)
  symlinkSync('style.css', `${root}/link.css`)
}

/** A platform whose scripts are all run by its front controller, and a site on it. */
const own = (folder: string): GivenFleet => ({
  platform: {
    name: '@platform_app',
    uuid: 'cccccccc-0000-4000-8000-000000000003',
    root: `${folder}/app`,
    serving: { frontController: 'app.php', scripts: [], denied: [], uploads: [] },
  },
  site: { name: '@app.test', uuid: 'aaaaaaaa-0000-4000-8000-00000000000b', uri: 'app.test' },
})

/** A platform without PHP, and a site on it. */
const still = (folder: string): GivenFleet => ({
  platform: {
    name: '@platform_static',
    uuid: 'bbbbbbbb-0000-4000-8000-000000000002',
    root: `${folder}/static`,
    serving: { scripts: [], denied: [], uploads: ['files'] },
  },
  site: { name: '@still.test', uuid: 'aaaaaaaa-0000-4000-8000-000000000009', uri: 'still.test' },
})

const prepare = (server: RealWebServer): void => {
  const { folder, app } = server
  writeFiles(`${folder}/php`, codeBase)
  writeFiles(`${folder}/static`, { 'index.html': 'home', 'page.html': 'page', 'left.php': '<?php secret' })
  linkAll(`${folder}/php`)
  const planning = planningOn(localHost(folder))
  const common = (given: GivenFleet) => ({
    server: {
      ...server.properties,
      ...given.server,
    },
    platform: { root: `${folder}/php`, serving, ...given.platform },
    site: { ...given.site },
  })
  const apply = (given: GivenFleet, ...of: readonly FleetContext[]): void => {
    const fleet = fleetOf(app, common(given), planning)
    for (const one of of) server.apply(verifySteps(app, fleet, one))
  }
  const { http_postd_path } = fleetOf(app, common({}), planning).server
  mkdirSync(`${folder}/config`)
  apply({}, 'server', 'platform')
  mkdirSync(`${http_postd_path}/a.test`)
  const directive = app === 'nginx' ? 'location = /mine { return 204; }' : 'Redirect 410 /mine'
  writeFileSync(`${http_postd_path}/a.test/mine.conf`, directive)
  writeFiles(`${folder}/app`, { 'app.php': php, 'index.php': php, 'index.html': 'page' })
  apply(own(folder), 'platform', 'site')
  apply(still(folder), 'platform', 'site')
  for (const { secrets = {}, ...given } of sites)
    server.apply(verifySteps(app, fleetOf(app, common(given), planning), 'site'), secrets)
  writeFiles(`${folder}/config/server_master/acme`, { token: 'challenge' })
  chmodSync(`${folder}/config/server_master/acme`, 0o711)
}

describe.each(appNames)('%s, running', (app: AppName) => {
  let server: RealWebServer
  let folder: string

  const ask: RealWebServer['ask'] = (host, path, asked) => server.ask(host, path, asked)
  const json = async (host: string, path: string) => JSON.parse((await ask(host, path)).body)
  const status = async (host: string, path: string) => (await ask(host, path)).status
  const location = async (host: string, path: string) => {
    const answer = await ask(host, path)
    return [answer.status, answer.headers.location]
  }

  beforeAll(async () => {
    await loadTemplates()
    folder = temporaryFolder()
    server = await RealWebServer.in(folder, app)
    prepare(server)
    await server.start()
  })

  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it('passes its own test', () => {
    const tested = server.test()

    expect(tested).toMatchObject({ ok: true })
  })

  it('tells its generation', async () => {
    const answer = await ask(generationHost, generationPath)

    expect(answer).toMatchObject({ status: 200, body: 'generation-1' })
  })

  it('answers 404 for hosts that are no site', async () => {
    expect(await status('nobody.test', '/')).toBe(404)
    expect(await status('nobody.test', '/index.php')).toBe(404)
  })

  it.each(['a.test', 'www.a.test', 'any.wild.test'])('serves the site at %s', async (host) => {
    const answer = await json(host, '/some/page?x=1')

    expect(answer).toMatchObject({ site: 'a.test', script: '/index.php', uri: '/some/page?x=1', query: { x: '1' } })
  })

  it('prefers a site of that name to a wildcard of another', async () => {
    expect(await json('exact.wild.test', '/')).toMatchObject({ site: 'exact.wild.test' })
  })

  it('hands credentials and limits to PHP', async () => {
    const answer = await json('a.test', '/')

    expect(answer.db).toEqual(['mysql', 'a_db', 'a "us\\er', 'pa"s\\s', '127.0.0.1', '3306', null])
    expect(answer.salt).toBe('salt "of\\ a')
    expect(answer.site_path).toBe(`${folder}/php/sites/a.test`)
    expect(answer.limits).toEqual(['1M', '1M', '77M', '33'])
  })

  it('hands no credentials to a site without a database, and each site its own limits', async () => {
    const answer = await json('exact.wild.test', '/')

    expect(answer.db).toEqual([null, null, null, null, null, null, null])
    expect(answer.limits).toEqual(['4G', '4G', '256M', '60'])
  })

  it('makes no environment variable of a Proxy header', async () => {
    expect(await json('a.test', '/')).toMatchObject({ proxy: '' })
  })

  it('runs scripts by name, in folders and with a path behind them', async () => {
    expect(await json('a.test', '/other.php?b=2')).toMatchObject({ script: '/other.php', query: { b: '2' } })
    expect(await json('a.test', '/admin/')).toMatchObject({ script: '/admin/index.php' })
    expect(await json('a.test', '/index.php/a/b')).toMatchObject({ script: '/index.php', path_info: '/a/b' })
    expect(await json('a.test', '/other.php/a/b')).toMatchObject({ script: '/index.php', path_info: '' })
    expect(await json('a.test', '/missing.php')).toMatchObject({ script: '/index.php' })
  })

  it('refuses larger bodies than allowed', async () => {
    const small = await ask('a.test', '/', { method: 'POST', body: 'x'.repeat(1000) })
    const large = await ask('a.test', '/', { method: 'POST', body: 'x'.repeat(1_048_577) })
    const elsewhere = await ask('a.test', '/shop/', { method: 'POST', body: 'x'.repeat(1_048_577) })
    const huge = await ask('exact.wild.test', '/', { method: 'POST', body: 'x'.repeat(1_048_577) })

    expect(JSON.parse(small.body)).toMatchObject({ posted: 1000 })
    expect(large.status).toBe(413)
    expect(JSON.parse(elsewhere.body)).toMatchObject({ posted: 1_048_577 })
    expect(JSON.parse(huge.body)).toMatchObject({ posted: 1_048_577 })
  })

  it.each([
    '/.git/config',
    '/.env',
    '/.env%0A',
    '//.git/config',
    '/composer.json',
    '/dump.sql',
    '/index.php.bak',
    '/secret/plan.txt',
    '/secret/../secret/plan.txt',
    '/%73ecret/plan.txt',
    '/vendor/tool/eval.php',
    '/sites/a.test/settings.php',
    '/sites/a.test/files/evil.php',
    '/sites/a.test/files/evil.phtml',
    '/old.phtml',
    '/old.php5',
    '/old.PHP',
    '/tool.phar',
    '/sites/a.test/private/letter.txt',
    '/sites/a.test/.provision',
    '/dump.SQL',
    '/copy.php.txt',
    '/system.module',
    '/app.LOG',
  ])('does not hand out %s', async (path) => {
    const answer = await ask('a.test', path)

    expect([403, 404]).toContain(answer.status)
    expect(answer.body).not.toMatch(/secret|photo|SCRIPT|script/)
  })

  it.each([
    '/sites/a.test/settings.php/x',
    '/sites/a.test/files/evil.php/x',
    '/sites/a.test/files/d/',
    '/sites/a.test/files/photo.jpg/x.php',
    '/tool.phar/x',
    '/vendor/tool/',
    '/sites/sub.test/files/photo.jpg',
    '/docs/../sites/sub.test/files/photo.jpg',
    '/sites//sub.test/files/photo.jpg',
    '/sites/sub.test/%66iles/photo.jpg',
    '/sites/nobody.test/files/photo.jpg',
    '/sites/sub.test/',
    '/sites/sub.test',
    '/sites/',
    '/sites',
    '/docs/openapi.yaml',
    '/wiki/LocalSettings.php',
    '/docs/composer.json',
    '/docs',
    '/docs/',
  ])('asks the application for %s', async (path) => {
    const swapped = path.replace('a.test', '-').replace('sub.test', 'a.test').replace('-', 'sub.test')
    for (const [base, asked] of [
      ['', path],
      ['/shop', swapped],
    ] as const)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
        expect([method, JSON.parse((await ask('a.test', `${base}${asked}`, { method })).body)]).toMatchObject([
          method,
          { script: `${base}/index.php` },
        ])
  })

  it.each([
    'files/file.txt',
    'files/other.txt',
    'files/passwd.txt',
    'files/folder/settings.txt',
    'files/albums/up/plugins.txt',
    'files/own.jpg',
    'theme.css',
    'theme/other.css',
    'theme/passwd.css',
    'theme/',
    'theme/index.html',
    'others/settings.txt',
    'others/files/photo.jpg',
  ])('follows no link in the folder of a site: %s', async (path) => {
    const answers = await Promise.all([
      ask('a.test', `/sites/a.test/${path}`),
      ask('a.test', `/shop/sites/sub.test/${path}`),
    ])

    // Nginx asks the application, as for any file that is not there.
    const refused = app === 'nginx' ? /^200 \{"script"/ : /^(?:403 |200 \{"script")/
    for (const { status: code, body } of answers) expect(`${code} ${body}`).toMatch(refused)
    expect(answers.map(({ body }) => body).join('')).not.toMatch(/secret|root:/)
  })

  it.each(['/sites/a.test/', '/shop/sites/sub.test/'])('serves what the sites share: %s', async (folder) => {
    const [form, script, passwd] = await Promise.all(
      ['forms/form.css', 'forms/tool.php', 'etc/passwd'].map((path) =>
        ask('a.test', `${folder}content/plugins/${path}`),
      ),
    )

    expect(form).toMatchObject({ status: 200, body: 'form {}' })
    expect(script).toMatchObject({ status: 403 })
    expect(JSON.parse(passwd?.body ?? '')).toMatchObject({ script: expect.stringMatching(/index\.php$/) })
  })

  it.each(['', '/shop'])('follows links in a code base to what the same user owns: %s/', async (base) => {
    const [own, foreign] = [await ask('a.test', `${base}/link.css`), await ask('a.test', `${base}/passwd.txt`)]

    expect(own).toMatchObject({ status: 200, body: 'body {}' })
    expect(foreign.body).toMatch(isRoot ? /root:/ : /^(?!.*root:)/s)
  })

  it('serves uploads in folders below', async () => {
    expect(await ask('a.test', '/sites/a.test/files/albums/2025/photo.jpg')).toMatchObject({
      status: 200,
      body: 'photo',
    })
  })

  it('lets the front controller answer for the address itself, whatever its name', async () => {
    expect(await json('app.test', '/')).toMatchObject({ site: 'app.test', script: '/app.php' })
    expect(await json('app.test', '/some/page')).toMatchObject({ script: '/app.php' })
    expect(await json('app.test', '/composer.json')).toMatchObject({ script: '/app.php' })
    expect(await status('app.test', '/index.php')).toBe(403)
  })

  it('serves files as they are, lets them be kept, and asks the application for missing ones', async () => {
    const photo = await ask('a.test', '/sites/a.test/files/photo.jpg')
    const shared = await ask('a.test', '/sites/all/logo.svg')
    const missing = await json('a.test', '/sites/a.test/files/styles/small/photo.jpg')

    expect(photo).toMatchObject({ status: 200, body: 'photo' })
    expect(photo.headers['cache-control']).toBe('max-age=1209600')
    expect(shared.body).toBe('logo')
    expect(missing).toMatchObject({ script: '/index.php' })
  })

  it('adds security headers once, and leaves those of the application', async () => {
    const page = await ask('a.test', '/')
    const own = await ask('a.test', '/?frame')
    const file = await ask('a.test', '/style.css')

    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['x-frame-options']).toBe('SAMEORIGIN')
    expect(page.headers['referrer-policy']).toBe('strict-origin-when-cross-origin')
    expect(page.headers['cache-control']).toBeUndefined()
    expect(own.headers['x-frame-options']).toBe('DENY')
    expect(file.headers['x-content-type-options']).toBe('nosniff')
  })

  it("follows the administrator's own directives", async () => {
    expect(await status('a.test', '/mine')).toBe(app === 'nginx' ? 204 : 410)
    expect(await status('exact.wild.test', '/mine')).toBe(200)
  })

  it.each([
    ['a.test', uuids.a],
    ['www.a.test', uuids.a],
    ['x.wild.test', uuids.a],
    ['r.test', uuids.redirected],
    ['www.r.test', uuids.redirected],
    ['x.r.test', uuids.redirected],
    ['off.test', uuids.disabled],
  ])('tells at %s whose vhost it is', async (host, uuid) => {
    const answer = await ask(host, '/.well-known/provision/site')

    expect(answer).toMatchObject({ status: 200, body: probeOf({ uuid }) })
  })

  it.each(['a.test', 'www.r.test', 'off.test', 'later.test', 'nobody.test', 'folder.test', 'still.test'])(
    'answers challenges of certificate authorities at %s',
    async (host) => {
      const answer = await ask(host, '/.well-known/acme-challenge/token')

      expect(answer).toMatchObject({ status: 200, body: 'challenge' })
    },
  )

  it('redirects aliases to the uri, with path, query and port', async () => {
    const to = `http://r.test:${server.port}`

    expect(await location('www.r.test', '/a%20b/%C3%A9?q=1&r=%2F')).toEqual([301, `${to}/a%20b/%C3%A9?q=1&r=%2F`])
    expect(await location('x.r.test', '/')).toEqual([301, `${to}/`])
    expect(await location('www.r.test', '/a%3Fb')).toEqual([301, `${to}/a%3Fb`])
    expect(await location('folder.test', '/r/a%20b?q=1')).toEqual([301, `${to}/a%20b?q=1`])
    expect(await location('folder.test', '/r?q=1')).toEqual([301, `${to}/?q=1`])
    expect(await json('r.test', '/')).toMatchObject({ site: 'r.test' })
  })

  it('redirects all names to the one that is chosen', async () => {
    expect(await location('to.test', '/p?q=1')).toEqual([301, `http://www.to.test:${server.port}/p?q=1`])
    expect(await json('www.to.test', '/')).toMatchObject({ site: 'to.test' })
  })

  it('shows a disabled site to nobody', async () => {
    const answer = await ask('www.off.test', '/index.php')

    expect(answer.status).toBe(503)
    expect(answer.body).toContain('This site is disabled.')
    expect(await location('off2.test', '/x?y=1')).toEqual([302, 'http://front.test/hosting/disabled/off2.test'])
  })

  it.each([
    ['www.r.test', '/style.css'],
    ['www.r.test', '/app.3f2a9c1b.js'],
    ['folder.test', '/r/style.css'],
    ['off2.test', '/style.css'],
    ['off.test', '/style.css'],
    ['later.test', '/style.css'],
  ])('lets nobody keep an answer that is no file: %s%s', async (host, path) => {
    const { headers } = await ask(host, path)

    expect([headers['cache-control'], headers.expires]).toEqual([undefined, undefined])
    expect(headers['content-type']).toMatch(/^text\/html/)
  })

  it.each(['/x', '/style.css'])('asks visitors to come back after maintenance: %s', async (path) => {
    const answer = await ask('later.test', path)

    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('300')
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain('under maintenance')
  })

  it.each(['/admin', '/admin/', '/admin/x.php', '/admin/index.php', '/admin/index.php/x'])(
    'serves a site in a subdirectory where the host has scripts: %s',
    async (path) => {
      const { status: code, headers, body } = await ask('exact.wild.test', path)

      expect(code === 301 ? headers.location : JSON.parse(body).site).toMatch(/\/admin\/$|^sub\.test$/)
    },
  )

  it.each(['a.test', 'folder.test'])('serves a site in a subdirectory of %s', async (host) => {
    const page = await json(host, '/shop/some/page?x=1')
    const front = await json(host, '/shop/')
    const script = await json(host, '/shop/other.php')
    const info = await json(host, '/shop/index.php/info')
    const bare = await location(`${host}:${server.port}`, '/shop')

    expect(page).toMatchObject({
      site: 'sub.test',
      script: '/shop/index.php',
      uri: '/shop/some/page?x=1',
      subdirectory: 'shop',
    })
    expect(page.salt).toBeNull()
    expect(page.db).toEqual(['mysql', 'sub_db', 'sub', 'sub-password', '127.0.0.1', '3306', null])
    expect(page.limits).toEqual(['64M', '64M', '256M', '60'])
    expect(front).toMatchObject({ site: 'sub.test', script: '/shop/index.php' })
    expect(script).toMatchObject({ script: '/shop/other.php' })
    expect(info).toMatchObject({ script: '/shop/index.php', path_info: '/info' })
    // Apache knows no relative redirect; its address is the one that was asked.
    expect(bare).toEqual([301, `${app === 'apache' ? `http://${host}:${server.port}` : ''}/shop/`])
  })

  it('keeps the rules for files in a subdirectory', async () => {
    expect(await ask('a.test', '/shop/sites/sub.test/files/photo.jpg')).toMatchObject({
      status: 200,
      body: 'photo of sub',
    })
    expect(await status('a.test', '/shop/sites/sub.test/files/evil.php')).toBe(403)
    expect(await status('a.test', '/shop/.git/config')).toBe(403)
    expect(await status('a.test', '/shop/secret/plan.txt')).toBe(403)
    expect(await json('a.test', '/shop/sites/a.test/files/photo.jpg')).toMatchObject({ script: '/shop/index.php' })
    expect(await ask('a.test', '/shop/.well-known/provision/site')).toMatchObject({
      status: 200,
      body: probeOf({ uuid: uuids.sub }),
    })
  })

  it('leaves the rest of a host with subdirectories as it is', async () => {
    expect(await json('a.test', '/shopping')).toMatchObject({ site: 'a.test', subdirectory: null })
    expect(await status('folder.test', '/')).toBe(404)
  })

  it('serves a static site without running or showing scripts', async () => {
    expect(await ask('still.test', '/')).toMatchObject({ status: 200, body: 'home' })
    expect(await ask('still.test', '/page.html')).toMatchObject({ status: 200, body: 'page' })
    expect(await status('still.test', '/missing')).toBe(404)
    expect(await status('still.test', '/left.php')).toBe(403)
  })
})

/** Files and removals, which `apply` leaves to the engine. */
const applyRest = (steps: readonly Step[]): void => {
  for (const step of steps as readonly (Step & { readonly path: string; readonly text?: string })[]) {
    if (step.kind === 'file') writeFileSync(step.path, step.text ?? '')
    if (step.kind === 'removal') rmSync(step.path, { recursive: true })
  }
}

describe.each(appNames)('%s, when its server has been deleted', (app: AppName) => {
  it('still starts with a configuration that includes the generated file by its very name', async () => {
    await loadTemplates()
    const folder = temporaryFolder()
    const server = await RealWebServer.in(folder, app)
    prepare(server)
    const main = `${folder}/${app}-main.conf`
    writeFileSync(main, readFileSync(main, 'utf8').replace('con[f]', 'conf').replace('IncludeOptional', 'Include'))
    const planning = planningOn(localHost(folder))
    const given = { aegir_root: folder, http_port: server.port, http_address: '127.0.0.1' }
    const before = server.test()

    const steps = withdrawSteps(app, fleetOf(app, { server: given }, planning), 'server')
    server.apply(steps)
    applyRest(steps)
    const after = server.test()
    const left = readdirSync(`${folder}/config`)
    rmSync(folder, { recursive: true })

    expect(before).toMatchObject({ ok: true })
    expect(after).toMatchObject({ ok: true })
    expect(left.sort()).toEqual([`${app}.conf`, 'empty.conf', 'includes'].sort())
  })
})
