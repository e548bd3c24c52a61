import { describe, expect, it } from '@jest/globals'
import { applications } from '../../src/applications/applications.generated.js'
import { detectApplication } from '../../src/applications/properties.js'
import { lookAt } from './contexts.js'

const detected = (files: readonly string[]) => {
  const look = lookAt(Object.fromEntries(files.map((file) => [`/srv/x/${file}`, ''])))
  return detectApplication(applications, '/srv/x', look)?.name
}

describe('detecting the application of a root', () => {
  it.each([
    ['wordpress', ['wp-includes/version.php', 'index.php', 'readme.html']],
    ['php', ['index.php', 'index.html']],
    ['static', ['index.html']],
    [undefined, ['notes.txt']],
  ])('finds %s', (name, files) => {
    expect(detected(files)).toBe(name)
  })
})
