import { describe, expect, it } from '@jest/globals'
import { applications } from '../../src/applications/applications.generated.js'
import { applicationProperties, detectApplication } from '../../src/applications/properties.js'
import type { ProvisionError } from '../../src/errors.js'
import { planningWith } from '../support/planning.js'
import { readerOf } from '../support/reader.js'
import { platform } from './contexts.js'

const detected = (files: readonly string[]) => {
  const host = readerOf(Object.fromEntries(files.map((file) => [`/srv/x/${file}`, ''])))
  return detectApplication(applications, '/srv/x', host)?.name
}

describe('detecting the application of a root', () => {
  it.each([
    ['wordpress', ['wp-includes/version.php', 'index.php', 'readme.html']],
    ['drupal', ['core/lib/Drupal.php', 'index.php']],
    ['php', ['index.php', 'index.html']],
    ['static', ['index.html']],
    [undefined, ['notes.txt']],
  ])('finds %s', (name, files) => {
    expect(detected(files)).toBe(name)
  })

  const complaint = (files: readonly string[]): string => {
    const { default: application } = applicationProperties(applications).platform?.['application'] ?? {}
    const planning = planningWith(Object.fromEntries(files.map((file) => [`/srv/x/${file}`, ''])))
    try {
      return String(typeof application === 'function' && application(platform() as never, planning))
    } catch (error) {
      const { message, fix } = error as ProvisionError
      return `${message} (${fix})`
    }
  }

  it.each([
    ['web/core/lib/Drupal.php', '/srv/x/web'],
    ['docroot/wp-includes/version.php', '/srv/x/docroot'],
  ])('tells which folder is the document root: %s', (file, folder) => {
    expect(complaint(['composer.json', file])).toBe(
      `@platform_x/root: /srv/x is not the document root of its code base, which is ${folder} ` +
        `(provision-save @platform_x --root=${folder})`,
    )
  })

  it.each([[[]], [['web/index.php']], [['docroot/index.html']]])('does not take any code for it: %j', (files) => {
    expect(complaint(['composer.json', ...files])).toContain('no known application found in /srv/x')
  })
})
