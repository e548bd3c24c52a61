import { beforeAll, describe, expect, it } from '@jest/globals'
import { application } from '../../src/applications/wordpress/index.js'
import { requireReadable } from '../../src/applications/readable-script.js'
import { siteOn } from '../../src/applications/site-on.js'
import { siteSettings } from '../../src/applications/wordpress/site.js'
import type { Site } from '../../src/contexts/types/site.js'
import type { ProvisionError } from '../../src/errors.js'
import type { HostReader } from '../../src/hosts/reader.js'
import { maskSecrets } from '../../src/contexts/secret.js'
import { access } from '../support/http.js'
import type { Platform } from '../../src/contexts/types/platform.js'
import { loadTemplates } from '../../src/templates/render.js'
import { planningWith } from '../support/planning.js'
import { readerOf } from '../support/reader.js'
import { platform, server, site } from './contexts.js'
import { golden } from './golden.js'

beforeAll(loadTemplates)

const config = '/srv/x/wp-config.php'
type Files = Readonly<Record<string, string>>

const withTheme = { '/srv/x/wp-content/themes/plain/style.css': '' }

describe('detecting WordPress', () => {
  it('reads the version of the code base', () => {
    const host = readerOf({ '/srv/x/wp-includes/version.php': "<?php\n$wp_version = '6.1.9';\n" })

    expect(application.detect('/srv/x', host)).toBe('6.1.9')
  })

  it('leaves other code bases to others', () => {
    expect(application.detect('/srv/x', readerOf({ '/srv/x/index.php': '' }))).toBeUndefined()
  })
})

describe('the platform of WordPress', () => {
  const withdrawn = (files: Files) =>
    application.withdraw.platform?.({ from: platform(), to: undefined }, server(), planningWith(files))
  const textOf = (files: Files) =>
    application.verify.platform?.(platform(), server(), planningWith(files)).find(({ kind }) => kind === 'file')

  it('gets a wp-config.php that picks the site', () => {
    expect(textOf({})).toMatchObject({ path: config, mode: 0o644, text: expect.stringContaining(platform().uuid) })
  })

  it('keeps the one that was written for it, and replaces the one of Debian', () => {
    expect(textOf({ [config]: `<?php // ${platform().uuid}` })).toMatchObject({ path: config })
    expect(textOf({ [config]: "/*** WordPress's Debianised default master config file" })).toMatchObject({
      path: config,
    })
  })

  it('refuses one that somebody else wrote', () => {
    expect(() => textOf({ [config]: "<?php define('DB_PASSWORD', 'x');" })).toThrow(
      expect.objectContaining({
        message: '/srv/x/wp-config.php was not written for @platform_x',
        fix: expect.stringContaining('mv /srv/x/wp-config.php /srv/x/wp-config.php.before'),
      }),
    )
  })

  it('takes nothing away that was not made for it', () => {
    expect(withdrawn({ [config]: '<?php', '/srv/x/sites/default/x': '' })).toEqual([])
  })

  it('takes away what was made for it', () => {
    const { uuid } = platform()
    const ours = { [config]: `<?php // ${uuid}`, '/srv/x/sites/.provision': uuid }

    expect(withdrawn(ours)).toMatchObject([{ path: config }, { path: '/srv/x/sites' }])
  })
})

describe('a site of WordPress', () => {
  const settingsOf = (given: Site) => siteSettings(siteOn(given, given.platform.web_server, planningWith()))
  const verify = (files: Files = {}) => application.verify.site?.(site(), server(), planningWith(files)) ?? []

  it('has its own settings', () => {
    const web_server = server({ http_port: 8080 })
    const changes = {
      aliases: ['www.example.com', 'example.org/shop'],
      platform: platform({ web_server }),
    }

    const { text, ...step } = settingsOf(site(changes))

    expect(maskSecrets(text)).toBe(golden('wordpress/site.wp-config.php'))
    expect(step).toMatchObject({ path: '/srv/x/sites/example.com/wp-config.php', mode: 0o440, group: 'www-data' })
  })

  it('may be installed by a browser only where that is how it is meant', () => {
    expect(settingsOf(site()).text).toContain("'browser_install' => false")
    expect(settingsOf(site({ install_method: 'manual' })).text).toContain("'browser_install' => true")
  })

  it('lets PHP write to its uploads alone', () => {
    const steps = verify()

    const writable = steps.filter((step) => 'group' in step && step.group === 'www-data' && step.kind === 'directory')
    expect(writable).toMatchObject([{ path: '/srv/x/sites/example.com/content/uploads', mode: 0o2770 }])
  })

  it('lets PHP write to its plugins and themes where it is open to that, and no longer once it is closed', () => {
    const folders = (code_updates: boolean, files: Files = {}) =>
      Object.fromEntries(
        (application.verify.site?.(site({ code_updates }), server(), planningWith(files)) ?? []).map((step) => [
          (step as unknown as { path: string }).path?.replace('/srv/x/sites/example.com/content/', ''),
          `${step.kind} ${(step as unknown as { group?: string }).group}`,
        ]),
      )
    const { group } = planningWith().host(server()).facts.user
    const scratch = { '/srv/x/sites/example.com/content/upgrade/x': '' }

    expect(folders(true)).toMatchObject({
      plugins: 'directory www-data',
      themes: 'directory www-data',
      upgrade: 'directory www-data',
    })
    expect(folders(false, scratch)).toMatchObject({
      plugins: `directory ${group}`,
      themes: `directory ${group}`,
      upgrade: 'removal undefined',
    })
    expect(folders(false)).not.toHaveProperty('upgrade')
  })

  it('is linked to the plugins of its platform, but for one that it has itself', () => {
    const files = {
      '/srv/x/wp-content/plugins/index.php': '',
      '/srv/x/wp-content/plugins/akismet/akismet.php': '',
      '/srv/x/wp-content/plugins/hello.php': '',
      '/srv/x/wp-content/plugins/forms/forms.php': '',
      '/srv/x/sites/example.com/content/plugins/forms/forms.php': '',
    }

    const links = verify(files).filter(({ kind }) => kind === 'symlink')

    expect(links).toMatchObject([
      { path: '/srv/x/sites/example.com/content/plugins/akismet', target: '../../../../wp-content/plugins/akismet' },
      {
        path: '/srv/x/sites/example.com/content/plugins/hello.php',
        target: '../../../../wp-content/plugins/hello.php',
      },
    ])
  })
})

describe('installing WordPress', () => {
  const install = (given: Site, files: Files = withTheme) => application.install(given, server(), planningWith(files))
  const inputOf = (changes: Parameters<typeof site>[0]) => {
    const [step] = install(site(changes))
    return JSON.parse((step as unknown as { input: string }).input) as Record<string, unknown>
  }

  it('runs the script in the root, with the environment of the site', () => {
    expect(install(site())).toMatchObject([
      {
        kind: 'php',
        script: 'wordpress/install.php',
        directory: '/srv/x',
        environment: { PROVISION_SITE: 'example.com' },
      },
    ])
  })

  it.each([
    [{ client_email: 'ops@example.com' }, 'ops@example.com'],
    [{}, 'admin@example.com'],
    [{ uri: 'intranet' }, 'admin@intranet.invalid'],
    [{ uri: `${'a'.repeat(63)}.${'b'.repeat(63)}.example` }, 'admin@example.invalid'],
  ])('gives the administrator an address that WordPress takes: %j', (changes, email) => {
    expect(inputOf(changes)['admin_email']).toBe(email)
  })

  it('leaves the sample content out with the profile minimal', () => {
    expect(inputOf({ profile: 'minimal' })['sample_content']).toBe(false)
  })

  it('refuses a profile that WordPress does not have', () => {
    expect(() => inputOf({ profile: 'commerce' })).toThrow(
      expect.objectContaining({
        message: '@example.com/profile: WordPress has no profile commerce',
        fix: 'provision-save @example.com --profile=standard|minimal',
      }),
    )
  })

  it('refuses a code base without a theme, which would show empty pages', () => {
    expect(() => install(site(), {})).toThrow('there is no theme in /srv/x/wp-content/themes')
  })
})

describe('serving WordPress', () => {
  const serving = (given: Partial<Platform> = {}) => application.serving({ ...platform(), static_types: [], ...given })

  it.each([
    ['runs', 'index.php'],
    ['runs', 'wp-login.php'],
    ['runs', 'wp-admin/admin-ajax.php'],
    ['runs', 'wp-admin/install.php'],
    ['runs', 'wp-admin/network/index.php'],
    ['served', 'wp-includes/js/jquery/jquery.min.js'],
    ['served', 'wp-content/themes/x/STYLE.CSS'],
    ['served', 'sites/example.com/content/uploads/2025/11/photo.jpg'],
    ['served', 'sites/example.com/content/uploads/2025/11/all.zip'],
    ['served', '.well-known/security.txt'],
    ['served', '.well-known/apple-app-site-association'],
    ['refused', 'wp-config.php'],
    ['refused', 'wp-config-sample.php'],
    ['refused', 'xmlrpc.php'],
    ['refused', 'wp-settings.php'],
    ['refused', 'wp-admin/setup-config.php'],
    ['refused', 'wp-admin/includes/file.php'],
    ['refused', 'wp-includes/functions.php'],
    ['refused', 'wp-content/plugins/akismet/akismet.php'],
    ['refused', 'sites/example.com/wp-config.php'],
    ['refused', 'sites/example.com/content/uploads/shell.php'],
    ['refused', 'sites/example.com/content/uploads/d/index.php'],
    ['refused', 'sites/example.com/content/debug.log'],
    ['refused', 'sites/example.org/content/uploads/photo.jpg'],
    ['refused', 'sites/example.com/private/photo.jpg'],
    ['refused', 'backup.sql'],
    ['refused', 'backup.zip'],
    ['refused', 'backup.sql.txt'],
    ['refused', 'readme.html'],
    ['refused', 'wp-admin/.x.css'],
    ['refused', '.git/x.css'],
    ['refused', 'index.php\n'],
    ['refused', 'INDEX.PHP'],
  ])('%s: %s', (what, path) => {
    expect(access(serving(), path)).toBe(what)
  })

  it('runs xmlrpc.php where the platform wants it, and serves the types that it names', () => {
    const given = serving({ xmlrpc: true, static_types: ['mo'] })

    expect(access(given, 'xmlrpc.php')).toBe('runs')
    expect(access(given, 'wp-content/languages/de.mo')).toBe('served')
  })
})

describe('the script that installs WordPress', () => {
  const modeOf = (mode: number): HostReader => {
    const way = (path: string) => ({
      real: path,
      onDevice: [],
      parts: [
        { path: '/opt', kind: 'directory' as const, mode, owner: 'aegir', group: 'aegir' },
        { path, kind: 'file' as const, mode: 0o644, owner: 'aegir', group: 'aegir' },
      ],
    })
    return { ...readerOf({}), way }
  }

  it.each([
    ['a client', 0o755, 'acme', 'can read it'],
    ['a client', 0o750, 'acme', 'acme cannot read'],
    ['the shared pool', 0o750, undefined, 'can read it'],
  ])('is for PHP of %s with the folder %#', (_, mode, php_user, expected) => {
    const outcome = (): string => {
      try {
        requireReadable(site({ php_user }), 'wordpress/install.php', modeOf(mode))
        return 'can read it'
      } catch (error) {
        return `${(error as ProvisionError).message} (${(error as ProvisionError).fix})`
      }
    }

    expect(outcome()).toContain(expected)
    expect(outcome().includes('chmod o+rX /opt')).toBe(expected !== 'can read it')
  })
})
