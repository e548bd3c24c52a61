import { beforeAll, describe, expect, it } from '@jest/globals'
import { allowedScripts, deniedPaths, runsPhp } from '../../../src/services/http/access.js'
import { fileName } from '../../../src/lib/file-name.js'
import { foundReload, foundTest, foundWebGroup } from '../../../src/services/http/found.js'
import { siteNames } from '../../../src/services/http/names.js'
import { phpEndpoint } from '../../../src/services/http/php-endpoint.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { WebStep } from '../../../src/steps/web/control.js'
import { loadTemplates } from '../../../src/templates/render.js'
import { appNames, fleetOf, lookAt, phpServing, serverWith, serviceTypes, siteWith } from '../../support/http.js'

beforeAll(loadTemplates)

const nginx = { config_path: '/c', http_service_type: 'nginx' }
const apache = { config_path: '/c', http_service_type: 'apache' }

describe('commands of a web server', () => {
  it('are those of the program that is found, by sudo, which never asks for a password', () => {
    const look = lookAt({ '/usr/sbin/nginx': '', '/usr/sbin/apachectl': '', '/usr/sbin/apache2ctl': '' })

    expect(foundTest(nginx, look)).toBe('sudo -n /usr/sbin/nginx -t')
    expect(foundReload(nginx, look)).toBe('sudo -n /usr/sbin/nginx -s reload')
    expect(foundTest(apache, look)).toBe('sudo -n /usr/sbin/apache2ctl configtest')
    expect(foundReload(apache, look)).toBe('sudo -n /usr/sbin/apache2ctl graceful')
  })

  it('need no sudo for root', () => {
    expect(foundTest(nginx, lookAt({ '/usr/sbin/nginx': '' }, 'root'))).toBe('/usr/sbin/nginx -t')
  })

  it('leave the reload to systemd where it runs the web server', () => {
    const look = lookAt({
      '/run/systemd/system/x': '',
      '/lib/systemd/system/apache2.service': '',
      '/usr/bin/systemctl': '',
      '/usr/sbin/nginx': '',
    })

    expect(foundReload(apache, look)).toBe('sudo -n /usr/bin/systemctl reload apache2')
    expect(foundReload(nginx, look)).toBe('sudo -n /usr/sbin/nginx -s reload')
  })

  it('are not known without a program, and planning says so', () => {
    const { site } = fleetOf('nginx', { server: { http_test_cmd: undefined } })

    expect(foundTest(nginx, lookAt())).toBeUndefined()
    expect(() => serviceTypes.nginx.verify.site?.(site, lookAt())).toThrow(/http_test_cmd: no such command was found/)
  })
})

describe('what is found on a server', () => {
  it('is the group of the web server, else that of the user', () => {
    const look = lookAt()

    expect(foundWebGroup(undefined, lookAt())).toBe('www-data')
    expect(foundWebGroup(undefined, { ...look, facts: { ...look.facts, groups: new Set(['root']) } })).toBe('aegir')
  })

  it('is the newest socket of php-fpm, unless an endpoint is given', () => {
    const look = lookAt({
      '/run/php/php-fpm.sock': '',
      '/run/php/php8.10-fpm.sock': '',
      '/run/php/php8.2-fpm.sock': '',
      '/run/php/php8.2-fpm.pid': '',
    })

    expect(phpEndpoint(serverWith({ php_fpm_socket: undefined }), look)).toEqual({
      socket: '/run/php/php8.10-fpm.sock',
    })
    expect(phpEndpoint(serverWith({ php_fpm_socket: '/tmp/x.sock' }), look)).toEqual({ socket: '/tmp/x.sock' })
    expect(phpEndpoint(serverWith({ php_fpm_port: 9000 }), look)).toEqual({ port: 9000 })
  })

  it.each(appNames)('must be php-fpm, for a platform of %s that runs PHP', (app) => {
    const { platform } = fleetOf(app, { server: { php_fpm_socket: undefined } })

    expect(() => serviceTypes[app].verify.platform?.(platform, lookAt())).toThrow(/no php-fpm was found/)
  })
})

describe('names of a site', () => {
  const namesOf = (given: Readonly<Record<string, unknown>>) => siteNames(siteWith(given))

  it('all serve without redirection', () => {
    expect(namesOf({ aliases: ['www.example.com', '*.example.org', 'example.net/shop', 'example.com'] })).toEqual({
      uri: 'example.com',
      serving: ['example.com', 'www.example.com', '*.example.org'],
      redirecting: [],
      target: undefined,
      subdirectories: [{ host: 'example.net', directory: 'shop' }],
    })
  })

  it('lead to the uri, or to the alias that is chosen', () => {
    const aliases = ['www.example.com', '*.example.org']

    expect(namesOf({ aliases, redirection: true })).toMatchObject({
      serving: ['example.com'],
      redirecting: aliases,
    })
    expect(namesOf({ aliases, redirection: 'www.example.com' })).toMatchObject({
      serving: ['www.example.com'],
      redirecting: ['example.com', '*.example.org'],
    })
  })

  it('cannot lead to a name that is not one of them', () => {
    expect(() => namesOf({ redirection: 'other.example' })).toThrow(/neither the uri nor an alias/)
  })

  it('make file names that fit a file system', () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}`

    expect(fileName('example.com')).toBe('example.com')
    expect(fileName(long)).toHaveLength(200)
    expect(fileName(long)).not.toBe(fileName(`${long}e`))
  })
})

describe('access', () => {
  const matches = (expressions: readonly string[], path: string) =>
    expressions.some((expression) => new RegExp(`^(?:${expression})$`, 's').test(path))

  it.each(['.git/config', 'a/.env', 'a/b.sql.gz', 'sites/x/private', 'sites/x/files/a.php', 'sites/x/files/a.php7/b'])(
    'to %s is denied for any application',
    (path) => expect(matches(deniedPaths(phpServing), path)).toBe(true),
  )

  it.each(['old.phtml', 'a/tool.phar', 'x.php5', 'x.php74/y', 'X.PHP', 'x.Php', 'x.phps', 'x.PhAr'])(
    'to %s is denied, for nothing runs it',
    (path) => expect(matches(deniedPaths({ denied: [], uploads: [] }), path)).toBe(true),
  )

  it.each([
    '.well-known/security.txt',
    'index.php',
    'a.inc.html',
    'x.php.html',
    'x.phpx',
    'photos',
    'assets/vendor/x.js',
    'sites/x/files/a.png',
  ])('to %s is not', (path) => expect(matches(deniedPaths(phpServing), path)).toBe(false))

  it('takes folders of uploads as they are spelled', () => {
    const denied = deniedPaths({ denied: [], uploads: ['my+files/(new)'] })

    expect(matches(denied, 'sites/x/my+files/(new)/a.php')).toBe(true)
    expect(matches(denied, 'sites/x/myfiles/new/a.php')).toBe(false)
  })

  it('to scripts is given to the front controller and to those that are named', () => {
    const scripts = allowedScripts({ ...phpServing, scripts: ['cron\\.php'] })

    expect(matches(scripts, 'index.php')).toBe(true)
    expect(matches(scripts, 'cron.php')).toBe(true)
    expect(matches(scripts, 'cron-php')).toBe(false)
  })

  it('to scripts is given to all but those of sites when none is named', () => {
    const scripts = allowedScripts(phpServing)

    expect(matches(scripts, 'admin/x.php')).toBe(true)
    expect(matches(scripts, 'sites/x/y.php')).toBe(false)
  })

  it('runs no PHP when there is no script', () => {
    expect(runsPhp({ scripts: [], denied: [], uploads: [] })).toBe(false)
    expect(runsPhp(phpServing)).toBe(true)
  })

  it('does not take what is no regular expression', () => {
    expect(() => deniedPaths({ denied: ['('], uploads: [] })).toThrow(/not a regular expression/)
  })
})

describe.each(appNames)('plans for %s', (app) => {
  const { verify, install, remove } = serviceTypes[app]
  const home = `/var/aegir/config/server_master/${app}`

  const filesOf = (steps: readonly Step[] = []) =>
    steps.flatMap((step) => (step.kind === 'web' ? (step as WebStep).files : []))

  it('begin each file with the mark of its owner', () => {
    const { server, platform, site } = fleetOf(app, {
      site: { db_name: 'x', aliases: ['*.example.org', 'a.example/b'] },
    })
    const look = lookAt()

    const files = [verify.server?.(server, look), verify.platform?.(platform, look), verify.site?.(site, look)].flatMap(
      filesOf,
    )

    expect(files.map(({ text }) => text?.split('\n')[0])).toEqual(
      expect.arrayContaining([server, platform, site].map(({ name, uuid }) => `# provision: ${name} ${uuid}`)),
    )
    expect(files.every(({ text }) => text === undefined || /^# provision: @\S+ [0-9a-f-]{36}\n/.test(text))).toBe(true)
  })

  it('keep credentials in a file of their own, which only its owner reads', () => {
    const { site } = fleetOf(app, { site: { db_name: 'the_database', db_user: 'u' } })

    const withCredentials = filesOf(verify.site?.(site, lookAt())).filter(({ text }) => text?.includes('the_database'))

    expect(withCredentials).toMatchObject([{ path: `${home}/vhost.d/example.com.cred`, mode: 0o600 }])
  })

  it('take credentials away from a site that is disabled', () => {
    const { site } = fleetOf(app, { site: { db_name: 'x', db_user: 'u', site_enabled: false } })

    const files = filesOf(verify.site?.(site, lookAt()))

    expect(files).toContainEqual({ path: `${home}/vhost.d/example.com.cred`, mode: 0o600 })
    expect(files.some(({ text }) => text?.includes('.cred'))).toBe(false)
  })

  it('look at the front page of what has just been installed', () => {
    const { site } = fleetOf(app, { site: { aliases: ['www.example.com'], redirection: 'www.example.com' } })

    expect(install?.site?.(site, lookAt())).toMatchObject([
      { kind: 'check', stage: 'check', port: 8080, expected: [{ host: 'www.example.com', path: '/', shown: true }] },
    ])
  })

  it.each([{ site_enabled: false }, { site_maintenance: true }])('look at no front page while %j', (changes) => {
    const { site } = fleetOf(app, { site: changes })

    expect(install?.site?.(site, lookAt())).toEqual([])
  })

  it('ask the server for the generation mark where it listens', () => {
    const { server } = fleetOf(app, { server: { http_address: '192.0.2.1' } })

    const [step] = (verify.server?.(server, lookAt()) ?? []).filter(({ kind }) => kind === 'web') as WebStep[]

    expect(step?.control).toMatchObject({
      test: ['webtest', '-t'],
      reload: ['webtest', 'reload'],
      generation: { file: `${home}/generation.conf`, address: '192.0.2.1', port: 8080 },
    })
    expect(step?.control.generation.text.split('GENERATION')).toHaveLength(2)
  })

  it('leave the link to the server that has it', () => {
    const { server } = fleetOf(app)
    const link = `/var/aegir/config/${app}.conf`
    const other = lookAt({ [link]: '# provision: @server_other 99999999-0000-4000-8000-000000000009\n' })
    const paths = (steps: readonly Step[] = []) => steps.map((step) => (step as { path?: string }).path)

    expect(paths(verify.server?.(server, lookAt()))).toContain(link)
    expect(paths(verify.server?.(server, other))).not.toContain(link)
    expect(paths(remove.server?.(server, other))).not.toContain(link)
  })

  it('leave an empty file behind the link of a server that goes, which another server may take', () => {
    const { server } = fleetOf(app)
    const link = `/var/aegir/config/${app}.conf`
    const look = lookAt({ [link]: `# provision: @server_master ${server.uuid}\n` })
    const steps = remove.server?.(server, look) ?? []

    const written = steps.find(({ kind }) => kind === 'file') as (Step & { path: string; text: string }) | undefined
    const next = fleetOf(app, { server: { uuid: '99999999-0000-4000-8000-000000000009' } }).server
    const taken = verify.server?.(next, lookAt({ [link]: written?.text ?? '' }))

    expect(written?.text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'symlink', path: link, target: written?.path }))
    expect(steps.some((step) => step.kind === 'removal' && (step as Step & { path: string }).path === link)).toBe(false)
    expect(taken).toContainEqual(expect.objectContaining({ kind: 'symlink', path: link }))
  })

  it('hand a salt to PHP of a site without a database, in the file of credentials', () => {
    const serving = { ...phpServing, hashSalt: true }
    const salted = fleetOf(app, { platform: { serving } }).site
    const disabled = fleetOf(app, { platform: { serving }, site: { site_enabled: false } }).site
    const cred = (site: typeof salted) =>
      filesOf(verify.site?.(site, lookAt())).find(({ path }) => path.endsWith('.cred'))

    expect(cred(salted)?.text).toMatch(/hash_salt "\u0001@example\.com hash_salt \w+\u0001"/)
    expect(cred(salted)?.text).not.toContain('db_')
    expect(cred(disabled)?.text).toBeUndefined()
  })

  it('refuse fragments that could pass for a secret', () => {
    const { site } = fleetOf(app)
    const look = lookAt({ [`${home}/post.d/example.com/x.conf`]: '\u0001@other db_passwd plain\u0001' })

    expect(() => verify.site?.(site, look)).toThrow(/has a control character/)
  })

  it('keep what other sites have at the host of a subdirectory', () => {
    const { site } = fleetOf(app, { site: { aliases: ['example.org/shop'] } })
    const folder = `${home}/subdir.d/example.org`
    const alone = lookAt({ [`${folder}/shop.conf`]: '' })
    const shared = lookAt({ [`${folder}/shop.conf`]: '', [`${folder}/other.conf`]: '' })

    const gone = (look: typeof alone) => filesOf(remove.site?.(site, look)).map(({ path }) => path)

    expect(gone(alone)).toContain(`${folder}.conf`)
    expect(gone(shared)).not.toContain(`${folder}.conf`)
    expect(gone(shared)).toContain(`${folder}/shop.conf`)
  })

  it('can remove a site whose properties make no vhost', () => {
    const { site } = fleetOf(app, { site: { redirection: 'gone.example', upload_limit: 'nonsense' } })

    const files = filesOf(remove.site?.(site, lookAt()))

    expect(files).toContainEqual({ path: `${home}/vhost.d/example.com.conf`, mode: 0o644 })
  })

  it('remove nothing outside of the folder of the server', () => {
    const { site } = fleetOf(app, { site: { uri: '../../../../etc/x' } })

    expect(() => remove.site?.(site, lookAt())).toThrow(/not a host name/)
  })
})
