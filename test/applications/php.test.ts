import { beforeAll, describe, expect, it } from '@jest/globals'
import { application } from '../../src/applications/php/index.js'
import { settingsText } from '../../src/applications/php/settings.js'
import type { Site } from '../../src/contexts/types/site.js'
import { maskSecrets } from '../../src/contexts/secret.js'
import { access } from '../support/http.js'
import { loadTemplates } from '../../src/templates/render.js'
import { planningWith } from '../support/planning.js'
import { readerOf } from '../support/reader.js'
import { platform, server, site } from './contexts.js'
import { golden } from './golden.js'

beforeAll(loadTemplates)

const at8080 = server({ http_port: 8080 })
const install = (given: Site) => application.install(given, server(), planningWith())

describe('php', () => {
  it('knows a code base by its index.php', () => {
    expect(application.detect('/srv/x', readerOf({ '/srv/x/index.php': '' }))).toBe('')
    expect(application.detect('/srv/x', readerOf({ '/srv/x/index.html': '' }))).toBeUndefined()
  })

  it('writes the settings of a site', () => {
    expect(maskSecrets(settingsText(site({ platform: platform({ web_server: at8080 }) })))).toBe(
      golden('php/settings.php'),
    )
  })

  it('keeps settings and private files from everyone but the web server', () => {
    const steps = application.verify.site?.(site(), server(), planningWith()) ?? []

    expect(steps.map((step) => ({ ...step, title: '' }))).toMatchObject([
      { kind: 'secret', owner: '@example.com', property: 'hash_salt' },
      { path: '/srv/x/sites/example.com', mode: 0o755, mark: site().uuid },
      { path: '/srv/x/sites/example.com/files', mode: 0o2770, group: 'www-data' },
      { path: '/srv/x/sites/example.com/private', mode: 0o2770, group: 'www-data' },
      { path: '/srv/x/sites/example.com/settings.php', mode: 0o440, group: 'www-data' },
    ])
  })

  it('has nothing to run without an install command', () => {
    expect(install(site())).toEqual([])
  })

  it('runs the install command as words, in the root, with the environment of the site', () => {
    const on = platform({ install_cmd: 'php artisan  migrate --force' })

    const steps = install(site({ platform: on }))

    expect(steps).toMatchObject([
      {
        kind: 'command',
        words: ['php', 'artisan', 'migrate', '--force'],
        directory: '/srv/x',
        environment: { PROVISION_SITE: 'example.com', db_name: 'examplecom' },
      },
    ])
  })
})

describe('serving php', () => {
  const serving = application.serving({ ...platform(), static_types: [], php_scripts: ['admin/*.php', 'cron.php'] })

  it.each([
    ['runs', 'index.php'],
    ['runs', 'admin/login.php'],
    ['runs', 'cron.php'],
    ['served', 'assets/app.js'],
    ['served', 'sites/example.com/files/photo.JPG'],
    ['refused', 'other.php'],
    ['refused', 'admin/inner/x.php'],
    ['refused', 'sites/example.com/settings.php'],
    ['refused', 'sites/example.com/files/shell.php'],
    ['refused', 'sites/example.com/private/invoice.pdf'],
    ['refused', 'vendor/autoload.php'],
    ['refused', 'composer.json'],
    ['refused', 'dump.SQL'],
    ['refused', 'index.php.txt'],
    ['refused', 'settings.php.new'],
    ['refused', 'modules/system/system.module'],
  ])('%s: %s', (what, path) => {
    expect(access(serving, path)).toBe(what)
  })

  it.each(['sites/x/evil.php', '../x.php', 'x.txt', '.x.php', '*', 'a/**/b.php'])('takes no script %s', (script) => {
    expect(() => application.properties?.platform?.['php_scripts']?.parse?.([script])).toThrow(/not a script/)
  })
})
