import { beforeAll, describe, expect, it } from '@jest/globals'
import { runsPhp } from '../../../src/applications/application.js'
import { fileName } from '../../../src/lib/file-name.js'
import { detectReload, detectTest, detectWebGroup } from '../../../src/services/http/detect.js'
import { phpEndpoint } from '../../../src/services/http/php-endpoint.js'
import { namesOf as siteNames } from '../../../src/services/http/view/names.js'
import type { CheckStep } from '../../../src/steps/check.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { WebStep } from '../../../src/steps/web/control.js'
import { loadTemplates } from '../../../src/templates/render.js'
import {
  access,
  type Fleet,
  type FleetContext,
  type GivenFleet,
  appNames,
  fleetOf,
  holdSteps,
  installSteps,
  phpServing,
  serverWith,
  siteWith,
  verifySteps,
  withdrawSteps,
} from '../../support/http.js'
import { planningOn, planningWith } from '../../support/planning.js'
import { MemoryHost } from '../../support/hosts/memory-host.js'
import { hostOf, readerOf } from '../../support/reader.js'

beforeAll(loadTemplates)

const located = { name: '@server_master', remote_host: 'localhost', config_path: '/c' }
const nginx = { ...located, http_service_type: 'nginx' }
const apache = { ...located, http_service_type: 'apache' }

describe('commands of a web server', () => {
  it('are those of the program that is found, by sudo, which never asks for a password', () => {
    const planning = planningWith({ '/usr/sbin/nginx': '', '/usr/sbin/apachectl': '', '/usr/sbin/apache2ctl': '' })

    expect(detectTest(nginx, planning)).toBe('sudo -n /usr/sbin/nginx -t')
    expect(detectReload(nginx, planning)).toBe('sudo -n /usr/sbin/nginx -s reload')
    expect(detectTest(apache, planning)).toBe('sudo -n /usr/sbin/apache2ctl configtest')
    expect(detectReload(apache, planning)).toBe('sudo -n /usr/sbin/apache2ctl graceful')
  })

  it('need no sudo for root', () => {
    expect(detectTest(nginx, planningWith({ '/usr/sbin/nginx': '' }, 'root'))).toBe('/usr/sbin/nginx -t')
  })

  it('leave the reload to systemd where it runs the web server', () => {
    const planning = planningWith({
      '/run/systemd/system/x': '',
      '/lib/systemd/system/apache2.service': '',
      '/usr/bin/systemctl': '',
      '/usr/sbin/nginx': '',
    })

    expect(detectReload(apache, planning)).toBe('sudo -n /usr/bin/systemctl reload apache2')
    expect(detectReload(nginx, planning)).toBe('sudo -n /usr/sbin/nginx -s reload')
  })

  it('are not known without a program, and planning says so', () => {
    const fleet = fleetOf('nginx', { server: { http_test_cmd: undefined } })

    expect(detectTest(nginx, planningWith())).toBeUndefined()
    expect(() => verifySteps('nginx', fleet, 'site')).toThrow(/http_test_cmd: no command was found/)
  })
})

describe('what is found on a server', () => {
  it('is the group of the web server, else that of the user', () => {
    const host = hostOf()
    const without = new MemoryHost(host.name, host.home, { ...host.facts, groups: new Set(['root']) })

    expect(detectWebGroup(located, planningWith())).toBe('www-data')
    expect(detectWebGroup(located, planningOn(without))).toBe('aegir')
  })

  it('is the newest socket of php-fpm, unless an endpoint is given', () => {
    const host = readerOf({
      '/run/php/php-fpm.sock': '',
      '/run/php/php8.10-fpm.sock': '',
      '/run/php/php8.2-fpm.sock': '',
      '/run/php/php8.2-fpm.pid': '',
    })

    expect(phpEndpoint(serverWith({ php_fpm_socket: undefined }), host)).toEqual({
      socket: '/run/php/php8.10-fpm.sock',
    })
    expect(phpEndpoint(serverWith({ php_fpm_socket: '/tmp/x.sock' }), host)).toEqual({ socket: '/tmp/x.sock' })
    expect(phpEndpoint(serverWith({ php_fpm_port: 9000 }), host)).toEqual({ port: 9000 })
  })

  it.each(appNames)('must be php-fpm, for a platform of %s that runs PHP', (app) => {
    const fleet = fleetOf(app, { server: { php_fpm_socket: undefined } })

    expect(() => verifySteps(app, fleet, 'platform')).toThrow(/no php-fpm was found/)
  })
})

describe('a web server that another home is on', () => {
  const includes = {
    nginx: ['/etc/nginx/conf.d/other.conf', 'include /srv/other/config/nginx.con[f];'],
    apache: ['/etc/apache2/conf-enabled/other.conf', 'IncludeOptional "/srv/other/config/apache.con[f]"'],
  } as const
  const verifyWith = (app: (typeof appNames)[number], generated: Readonly<Record<string, string>>) => {
    const [file, line] = includes[app]
    return () => verifySteps(app, fleetOf(app, {}, planningWith({ [file]: `${line}\n`, ...generated })), 'server')
  }

  it.each(appNames)('is refused by %s, with the line that includes the other home', (app) => {
    const [file] = includes[app]
    const path = `/srv/other/config/${app}.conf`

    expect(verifyWith(app, { [path]: '# provision: @server_master 1-2\n' })).toThrow(
      `/srv/other already, which ${file} includes`,
    )
    expect(verifyWith(app, {})).not.toThrow()
    expect(
      verifyWith(app, { [path]: '# Empty: the server that was configured here has been deleted.\n' }),
    ).not.toThrow()
    expect(verifyWith(app, { [path]: `# provision: @server_master ${serverWith({}).uuid}\n` })).not.toThrow()
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
  it('takes time that grows with the length of the path alone', () => {
    const hostile = ['vendor/', '.php.', 'a/', '.', 'a.php/', '%0a\n'].map((text) => text.repeat(8000))

    const begun = performance.now()
    for (const path of hostile) access(phpServing, path)

    expect(performance.now() - begun).toBeLessThan(200)
  })

  it('takes folders of uploads as they are spelled', () => {
    const serving = { ...phpServing, uploads: ['my+files/(new)'] }

    expect(access(serving, 'sites/example.com/my+files/(new)/a.zip')).toBe('served')
    expect(access(serving, 'sites/example.com/myfiles/new/a.zip')).toBe('refused')
  })

  it('runs no PHP when there is no script', () => {
    expect(runsPhp({ scripts: [] })).toBe(false)
    expect(runsPhp(phpServing)).toBe(true)
  })
})

describe.each(appNames)('plans for %s', (app) => {
  const home = `/var/aegir/config/server_master/${app}`

  const filesOf = (steps: readonly Step[]) =>
    steps.flatMap((step) => (step.kind === 'web' ? (step as WebStep).files : []))

  /** On a machine that has these files. */
  const fleetWith = (files: Readonly<Record<string, string>>, given: GivenFleet = {}): Fleet =>
    fleetOf(app, given, planningWith(files))
  const verify = (fleet: Fleet, of: FleetContext) => verifySteps(app, fleet, of)
  const withdraw = (fleet: Fleet, of: FleetContext) => withdrawSteps(app, fleet, of)

  it('begin each file with the mark of its owner', () => {
    const fleet = fleetOf(app, { site: { db_name: 'x', aliases: ['*.example.org', 'a.example/b'] } })
    const { server, platform, site } = fleet

    const files = (['server', 'platform', 'site'] as const).flatMap((of) => filesOf(verify(fleet, of)))

    expect(files.map(({ text }) => text?.split('\n')[0])).toEqual(
      expect.arrayContaining([server, platform, site].map(({ name, uuid }) => `# provision: ${name} ${uuid}`)),
    )
    expect(files.every(({ text }) => text === undefined || /^# provision: @\S+ [0-9a-f-]{36}\n/.test(text))).toBe(true)
  })

  it('keep credentials in a file of their own, which only its owner reads', () => {
    const fleet = fleetOf(app, { site: { db_name: 'the_database', db_user: 'u' } })

    const withCredentials = filesOf(verify(fleet, 'site')).filter(({ text }) => text?.includes('the_database'))

    expect(withCredentials).toMatchObject([{ path: `${home}/vhost.d/example.com.cred`, mode: 0o600 }])
  })

  it('take credentials away from a site that is disabled', () => {
    const fleet = fleetOf(app, { site: { db_name: 'x', db_user: 'u', site_enabled: false } })

    const files = filesOf(verify(fleet, 'site'))

    expect(files).toContainEqual({ path: `${home}/vhost.d/example.com.cred`, mode: 0o600 })
    expect(files.some(({ text }) => text?.includes('.cred'))).toBe(false)
  })

  it('look at the front page of what has just been installed', () => {
    const fleet = fleetOf(app, { site: { aliases: ['www.example.com'], redirection: 'www.example.com' } })

    expect(installSteps(app, fleet)).toMatchObject([
      { kind: 'check', stage: 'check', port: 8080, expected: [{ host: 'www.example.com', path: '/', shown: true }] },
    ])
  })

  it.each([{ site_enabled: false }, { site_maintenance: true }])('look at no front page while %j', (changes) => {
    expect(installSteps(app, fleetOf(app, { site: changes }))).toEqual([])
  })

  it.each([{ site_enabled: false }, { site_maintenance: true }])('expect no redirect while %j', (changes) => {
    const fleet = fleetOf(app, { site: { aliases: ['www.example.com'], redirection: true, ...changes } })

    const steps = verify(fleet, 'site').filter(({ kind }) => kind === 'check') as unknown as readonly CheckStep[]

    expect(steps.flatMap(({ expected }) => expected).filter(({ location }) => location !== undefined)).toEqual([])
  })

  it('ask the server for the generation mark where it listens', () => {
    const fleet = fleetOf(app, { server: { http_address: '192.0.2.1' } })

    const [step] = verify(fleet, 'server').filter(({ kind }) => kind === 'web') as WebStep[]

    expect(step?.control).toMatchObject({
      test: ['webtest', '-t'],
      reload: ['webtest', 'reload'],
      generation: { file: `${home}/generation.conf`, address: '192.0.2.1', port: 8080 },
    })
    expect(step?.control.generation.text.split('GENERATION')).toHaveLength(2)
  })

  it('leave the link to the server that has it', () => {
    const link = `/var/aegir/config/${app}.conf`
    const other = fleetWith({ [link]: '# provision: @server_other 99999999-0000-4000-8000-000000000009\n' })
    const paths = (steps: readonly Step[]) => steps.map((step) => (step as { path?: string }).path)

    expect(paths(verify(fleetWith({}), 'server'))).toContain(link)
    expect(paths(verify(other, 'server'))).not.toContain(link)
    expect(paths(withdraw(other, 'server'))).not.toContain(link)
  })

  it('leave an empty file behind the link of a server that goes, which another server may take', () => {
    const link = `/var/aegir/config/${app}.conf`
    const { uuid } = serverWith()
    const steps = withdraw(fleetWith({ [link]: `# provision: @server_master ${uuid}\n` }), 'server')

    const written = steps.find(({ kind }) => kind === 'file') as (Step & { path: string; text: string }) | undefined
    const next = { server: { uuid: '99999999-0000-4000-8000-000000000009' } }
    const taken = verify(fleetWith({ [link]: written?.text ?? '' }, next), 'server')

    expect(written?.text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'symlink', path: link, target: written?.path }))
    expect(steps.some((step) => step.kind === 'removal' && (step as Step & { path: string }).path === link)).toBe(false)
    expect(taken).toContainEqual(expect.objectContaining({ kind: 'symlink', path: link }))
  })

  it('hand a salt to PHP of a site without a database, in the file of credentials', () => {
    const serving = { ...phpServing, hashSalt: true }
    const salted = fleetOf(app, { platform: { serving } })
    const disabled = fleetOf(app, { platform: { serving }, site: { site_enabled: false } })
    const cred = (fleet: Fleet) => filesOf(verify(fleet, 'site')).find(({ path }) => path.endsWith('.cred'))

    expect(cred(salted)?.text).toMatch(/hash_salt "\u0001@example\.com hash_salt \w+\u0001"/)
    expect(cred(salted)?.text).not.toContain('db_')
    expect(cred(disabled)?.text).toBeUndefined()
  })

  it('refuse fragments that could pass for a secret', () => {
    const fleet = fleetWith({ [`${home}/post.d/example.com/x.conf`]: '\u0001@other db_passwd plain\u0001' })

    expect(() => verify(fleet, 'site')).toThrow(/has a control character/)
  })

  it('keep what other sites have at the host of a subdirectory', () => {
    const given = { site: { aliases: ['example.org/shop'] } }
    const folder = `${home}/subdir.d/example.org`
    const alone = fleetWith({ [`${folder}/shop.conf`]: '' }, given)
    const shared = fleetWith({ [`${folder}/shop.conf`]: '', [`${folder}/other.conf`]: '' }, given)

    const gone = (fleet: Fleet) => filesOf(withdraw(fleet, 'site')).map(({ path }) => path)

    expect(gone(alone)).toContain(`${folder}.conf`)
    expect(gone(shared)).not.toContain(`${folder}.conf`)
    expect(gone(shared)).toContain(`${folder}/shop.conf`)
  })

  it.each([
    ['leave the vhost of a site that stays where it is', { site: { aliases: ['www.example.com'] } }, 0],
    ['remove the vhost of a site that gets another uri', { site: { uri: 'example.org' } }, 1],
    ['remove the vhost of a site that moves to another server', { server: { name: '@server_other' } }, 1],
  ])('%s', (_, to, removed) => {
    const steps = withdrawSteps(app, fleetWith({}), 'site', fleetWith({}, to))

    const gone = filesOf(steps).filter(({ path, text }) => path.endsWith('/example.com.conf') && text === undefined)
    expect(gone).toHaveLength(removed)
  })

  it('hold visitors of a site back, and give it no credentials', () => {
    const fleet = fleetOf(app, { site: { db_name: 'x', db_user: 'u' } })

    const files = filesOf(holdSteps(app, fleet))

    expect(files.find(({ path }) => path.endsWith('/example.com.conf'))?.text).toContain('under maintenance')
    expect(files).toContainEqual({ path: `${home}/vhost.d/example.com.cred`, mode: 0o600 })
  })

  it('can remove a site whose properties make no vhost', () => {
    const fleet = fleetOf(app, { site: { redirection: 'gone.example', upload_limit: 'nonsense' } })

    const files = filesOf(withdraw(fleet, 'site'))

    expect(files).toContainEqual({ path: `${home}/vhost.d/example.com.conf`, mode: 0o644 })
  })

  it('remove nothing outside of the folder of the server', () => {
    const fleet = fleetOf(app, { site: { uri: '../../../../etc/x' } })

    expect(() => withdraw(fleet, 'site')).toThrow(/not a host name/)
  })
})
