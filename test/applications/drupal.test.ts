import { beforeAll, describe, expect, it } from '@jest/globals'
import { application as backdrop } from '../../src/applications/backdrop/index.js'
import { application as drupal } from '../../src/applications/drupal/index.js'
import type { Application } from '../../src/applications/application.js'
import { trustedHosts } from '../../src/applications/multisite-settings.js'
import { hasSecret, maskSecrets } from '../../src/contexts/secret.js'
import type { Platform } from '../../src/contexts/types/platform.js'
import type { Site } from '../../src/contexts/types/site.js'
import { loadTemplates } from '../../src/templates/render.js'
import { access } from '../support/http.js'
import { planningWith } from '../support/planning.js'
import { readerOf } from '../support/reader.js'
import { platform as platformOf, server as serverOf, site as siteOf } from './contexts.js'
import { golden } from './golden.js'

beforeAll(loadTemplates)

const server = (changes: Parameters<typeof serverOf>[0] = {}) =>
  serverOf({ include_path: '/var/aegir/config/includes', ...changes })
const platform = (changes: Parameters<typeof platformOf>[0] = {}) => platformOf({ web_server: server(), ...changes })
const site = (changes: Parameters<typeof siteOf>[0] = {}) => siteOf({ platform: platform(), ...changes })

type Files = Readonly<Record<string, string>>

const seven = { '/srv/x/includes/bootstrap.inc': "<?php\ndefine('VERSION', '7.105');\n" }
const modern = (version: string): Files => ({
  '/srv/x/core/lib/Drupal.php': `<?php\nclass Drupal {\n  const VERSION = '${version}';\n}\n`,
})
const ten = modern('10.1.6')
const old = { '/srv/x/modules/system/system.module': "<?php\ndefine('VERSION', '6.38');\n" }
const one = { '/srv/x/core/includes/bootstrap.inc': "<?php\ndefine('BACKDROP_VERSION', '1.28.x-dev');\n" }
const profile = { '/srv/x/profiles/standard/standard.info': '' }

const verifyPlatform = (application: Application, files: Files) =>
  application.verify.platform?.(platform(), server(), planningWith(files)) ?? []
const verifySite = (application: Application, files: Files, given: Site = site()) =>
  application.verify.site?.(given, given.platform.web_server, planningWith(files)) ?? []

interface Written {
  readonly path: string
  readonly text: string
  readonly mode: number
}

const written = (application: Application, files: Files, name: string, given?: Site): Written =>
  verifySite(application, files, given).find(
    (step) => (step as unknown as Written).path === `/srv/x/sites/example.com/${name}`,
  ) as unknown as Written

describe('detecting Drupal and Backdrop', () => {
  it.each([
    ['Drupal 6', drupal, old, '6.38'],
    ['Drupal 7', drupal, seven, '7.105'],
    ['Drupal 10', drupal, ten, '10.1.6'],
    ['Backdrop', backdrop, one, '1.28.x-dev'],
    ['not Drupal in Backdrop', drupal, one, undefined],
    ['not Backdrop in Drupal', backdrop, ten, undefined],
  ])('finds %s', (_, application, files, version) => {
    expect(application.detect('/srv/x', readerOf(files))).toBe(version)
  })

  it.each([
    [drupal, old, 'Drupal 6.38 in /srv/x is not supported'],
    [drupal, modern('12.0-dev'), 'Drupal 12.0-dev in /srv/x is not supported'],
    [drupal, { '/srv/x/core/lib/Drupal.php': '<?php' }, 'Drupal of an unknown version in /srv/x is not supported'],
    [drupal, {}, 'there is no Drupal in /srv/x'],
    [backdrop, { '/srv/x/core/includes/bootstrap.inc': "define('BACKDROP_VERSION', '2.0')" }, 'Backdrop 2.0'],
  ])('refuses a code base that is not supported, %#', (application, files, says) => {
    const complaint = expect.objectContaining({
      message: expect.stringContaining(`@platform_x/root: ${says}`),
      fix: expect.stringContaining('use a code base of'),
    })

    expect(() => verifyPlatform(application, files)).toThrow(complaint)
    expect(() => verifySite(application, files)).toThrow(complaint)
  })

  it.each([['8.9.20'], ['11.0.1']])('takes Drupal %s', (version) => {
    expect(verifyPlatform(drupal, modern(version))).not.toEqual([])
  })
})

describe('a site of Drupal or Backdrop', () => {
  const at8080 = site({
    platform: platform({ web_server: server({ http_port: 8080 }) }),
    aliases: ['www.example.com', '*.example.org', 'example.net/shop'],
  })

  it.each([
    ['Drupal 7', drupal, seven, 'drupal/settings-7.php'],
    ['Drupal 10', drupal, ten, 'drupal/settings.php'],
    ['Backdrop', backdrop, one, 'backdrop/settings.php'],
  ])('has the settings of %s', (_, application, files, name) => {
    const { text, ...step } = written(application, files, 'settings.php', at8080)

    expect(maskSecrets(text)).toBe(golden(name))
    expect(step).toMatchObject({ mode: 0o440, group: 'www-data' })
  })

  it('has no secret in its settings, and reads the credentials of a PHP user from a file', () => {
    const own = { ...at8080, php_user: 'acme' } as Site

    expect(hasSecret(written(drupal, ten, 'settings.php', at8080).text)).toBe(false)
    expect(written(drupal, ten, 'settings.php', own).text).toContain("require __DIR__ . '/credentials.php'")
  })

  it('has options of Drush that the user who provisions alone may read', () => {
    const { text, mode } = written(drupal, seven, 'drushrc.php', at8080)

    expect(maskSecrets(text)).toBe(golden('drupal/drushrc.php'))
    expect(mode).toBe(0o400)
  })

  it.each([
    [drupal, seven, ['modules', 'themes', 'libraries'], ['files', 'temp', 'config']],
    [drupal, ten, ['modules', 'themes', 'libraries'], ['files', 'temp', 'config', 'config/sync']],
    [
      backdrop,
      one,
      ['modules', 'themes', 'layouts', 'libraries'],
      ['files', 'temp', 'config', 'config/active-examplecom', 'config/staging'],
    ],
  ])('has its folders, each with its mode and group: %#', (application, files, code, kept) => {
    const folders = verifySite(application, files)
      .filter(({ kind }) => kind === 'directory')
      .map((step) => step as unknown as { path: string; mode: number; group: string })
      .map(({ path, mode, group }) => [path.replace('/srv/x/sites/example.com', '.'), mode.toString(8), group])

    expect(folders).toEqual([
      ['.', '755', undefined],
      ...code.map((name) => [`./${name}`, '2775', 'aegir']),
      ['./files', '2770', 'www-data'],
      ['./private', '2770', 'www-data'],
      ...kept.map((name) => [`./private/${name}`, '2770', 'www-data']),
    ])
  })

  it('proves its installation by its uuid, as PHP serializes it', () => {
    const proofOf = (application: Application, files: Files, given = site()) =>
      application.proof?.(given, planningWith(files))

    expect(proofOf(drupal, seven)).toMatchObject({ tableEnding: 'variable', value: `s:36:"${site().uuid}";` })
    expect(proofOf(drupal, ten)).toMatchObject({ tableEnding: 'key_value' })
    expect(proofOf(backdrop, one)).toMatchObject({ tableEnding: 'state' })
    expect(proofOf(drupal, seven, site({ install_method: 'manual' }))).not.toHaveProperty('value')
    expect(proofOf(drupal, {})).toBeUndefined()
  })

  it('loses the configuration of a former installation, and nothing where it has moved', () => {
    const to = site({ db_name: 'renewed' })
    const withdraw = (files: Files, changed: Site | undefined) =>
      backdrop.withdraw.site?.({ from: site(), to: changed }, server(), planningWith(files))

    expect(withdraw(one, to)).toMatchObject([{ path: '/srv/x/sites/example.com/private/config/active-examplecom' }])
    expect(withdraw(one, site())).toEqual([])
    expect(withdraw({}, undefined)).toMatchObject([{ path: '/srv/x/sites/example.com' }])
  })
})

describe('the hosts that a site trusts', () => {
  const hosts = trustedHosts({ uri: 'a.test', aliases: ['www.a.test', '*.b.test', 'c.test/shop', 'c.test/news'] })
  const isTrusted = (host: string): boolean => hosts.some((pattern) => new RegExp(pattern).test(host))

  it.each(['a.test', 'a.test:8080', 'www.a.test', 'x.b.test', 'y.x.b.test', 'c.test'])('has %s', (host) => {
    expect(isTrusted(host)).toBe(true)
  })

  it.each(['b.test', 'xa.test', 'a.test.evil.test', 'aatest', 'a.test:x', '.b.test'])('has not %s', (host) => {
    expect(isTrusted(host)).toBe(false)
  })

  it('has each once', () => {
    expect(hosts).toHaveLength(4)
  })
})

describe('installing Drupal and Backdrop', () => {
  const install = (files: Files, changes: Parameters<typeof site>[0] = {}, application: Application = drupal) =>
    application.install(site(changes), server(), planningWith({ ...profile, ...files }))
  const inputOf = (files: Files) => {
    const [step] = install(files)
    return JSON.parse((step as unknown as { input: string }).input) as Record<string, unknown>
  }

  it.each([
    ['Drupal 7.105', seven, drupal, 'drupal/install-7.php'],
    ['Drupal 10.1.6', ten, drupal, 'drupal/install.php'],
    ['Backdrop 1.28.x-dev', one, backdrop, 'backdrop/install.php'],
  ])('runs a script for %s', (title, files, application, script) => {
    expect(install(files, {}, application)).toMatchObject([
      { kind: 'php', title: `install ${title} for example.com`, script, directory: '/srv/x' },
    ])
  })

  it.each([['/srv/x/vendor'], ['/srv/vendor']])('uses the Drush in %s', (folder) => {
    const path = `${folder}/drush/drush/drush.php`

    expect(inputOf({ ...ten, [path]: '' })['drush']).toBe(path)
    expect(inputOf(ten)).not.toHaveProperty('drush')
  })

  it('refuses a profile that the code base does not have', () => {
    expect(() => install(seven, { profile: 'commons' })).toThrow(
      expect.objectContaining({
        message: '@example.com/profile: Drupal 7.105 in /srv/x has no profile commons',
        fix: 'provision-save @example.com --profile=standard',
      }),
    )
  })
})

describe('serving Drupal and Backdrop', () => {
  const serving = (application: Application) =>
    application.serving({ ...platform(), static_types: [] } as unknown as Platform)

  it.each([
    [drupal, 'runs', 'index.php'],
    [drupal, 'runs', 'modules/statistics/statistics.php'],
    [drupal, 'runs', 'core/modules/statistics/statistics.php'],
    [drupal, 'served', 'misc/drupal.js'],
    [drupal, 'served', 'core/assets/vendor/jquery/jquery.min.js'],
    [drupal, 'served', 'robots.txt'],
    [drupal, 'served', 'sites/example.com/files/css/css_x.css'],
    [drupal, 'served', 'sites/example.com/files/report.docx'],
    [drupal, 'served', 'sites/example.com/themes/own/style.css'],
    [drupal, 'served', 'sites/all/modules/views/css/views.css'],
    [backdrop, 'served', 'core/misc/backdrop.js'],
    [backdrop, 'served', 'sites/example.com/files/photo.jpg'],
    ...[drupal, backdrop].flatMap((application) =>
      [
        'update.php',
        'install.php',
        'cron.php',
        'xmlrpc.php',
        'authorize.php',
        'core/install.php',
        'core/update.php',
        'core/rebuild.php',
        'core/authorize.php',
        'core/cron.php',
        'core/modules/system/tests/https.php',
        'scripts/run-tests.sh',
        'vendor/autoload.php',
        'vendor/phpunit/phpunit/src/x.js'.replace(/^vendor/, application === drupal ? 'vendor' : 'core/scripts'),
        'composer.json',
        'composer.lock',
        'web.config',
        '.htaccess',
        'modules/system/system.module',
        'modules/system/system.install',
        'modules/system/system.info',
        'includes/common.inc',
        'core/core.services.yml',
        'core/modules/system/system.info.yml',
        'core/modules/system/templates/page.html.twig',
        'profiles/standard/standard.profile',
        'themes/engines/phptemplate/phptemplate.engine',
        'sites/sites.php',
        'sites/example.com/settings.php',
        'sites/example.com/drushrc.php',
        'sites/example.com/credentials.php',
        'sites/example.com/services.yml',
        'sites/example.com/private/files/letter.pdf',
        'sites/example.com/private/config/active-x/system.core.json',
        'sites/example.com/files/shell.php',
        'sites/example.com/files/php/twig/x.php',
        'sites/example.com/files/.htaccess',
        'sites/example.org/files/photo.jpg',
        'sites/default/files/photo.jpg',
        'LICENSE.txt',
      ].map((path) => [application, 'refused', path] as const),
    ),
    [drupal, 'refused', 'CHANGELOG.txt'],
    [drupal, 'refused', 'core/CHANGELOG.txt'],
    [backdrop, 'refused', 'files/config_5e3/active/system.core.json'],
    [backdrop, 'refused', 'core/modules/statistics/statistics.php'],
  ] as const)('%#: %s %s', (application, what, path) => {
    expect([path, access(serving(application), path)]).toEqual([path, what])
  })
})

describe('sites.php', () => {
  const path = '/srv/x/sites/sites.php'
  const others = "<?php\n$sites['old.test'] = 'example.com';\n"
  const after = (files: Files): string =>
    (verifyPlatform(drupal, { ...seven, ...files }).find(({ kind }) => kind === 'file') as unknown as Written).text
  const without = (text: string) =>
    drupal.withdraw.platform?.({ from: platform(), to: undefined }, server(), planningWith({ ...seven, [path]: text }))

  it('lets the web server say which site answers', () => {
    expect(after({})).toBe(golden('drupal/sites.php'))
  })

  it('keeps what others have written, before and after', () => {
    const first = after({ [path]: others })
    const more = `${first}$sites['later.test'] = 'example.com';\n`

    expect(first.startsWith(others)).toBe(true)
    expect(after({ [path]: first })).toBe(first)
    expect(after({ [path]: more })).toContain(`${others}$sites['later.test'] = 'example.com';\n// provision: begin`)
  })

  it.each([["<?php\n$sites['a'] = 'b';\n?>\n"], ["<?php $sites['a'] = 'b' ?>"], ['']])(
    'goes on in PHP after %j',
    (text) => {
      expect(after({ [path]: text })).toMatch(/<\?php\n\/\/ provision: begin/)
    },
  )

  it('is as it was before when the platform goes', () => {
    expect(without(after({}))).toMatchObject([{ kind: 'removal', path }])
    expect(without(after({ [path]: others }))).toMatchObject([{ kind: 'file', text: others }])
    expect(without(others)).toEqual([])
  })
})
