import { describe, expect, it } from '@jest/globals'
import { applications } from '../../src/applications/applications.generated.js'
import { detectApplication } from '../../src/applications/properties.js'
import { readerOf } from '../support/reader.js'

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
})
