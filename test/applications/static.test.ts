import { describe, expect, it } from '@jest/globals'
import { application } from '../../src/applications/static/index.js'
import { planningWith } from '../support/planning.js'
import { readerOf } from '../support/reader.js'
import { platform, server, site } from './contexts.js'

describe('static', () => {
  it('knows a code base by its front page', () => {
    expect(application.detect('/srv/x', readerOf({ '/srv/x/index.html': '' }))).toBe('')
    expect(application.detect('/srv/x', readerOf({ '/srv/x/readme.txt': '' }))).toBeUndefined()
  })

  it('gives a site a folder of its own and nothing that PHP could run', () => {
    const steps = application.verify.site?.(site(), server(), planningWith()) ?? []

    expect(steps.map((step) => ({ ...step, title: '' }))).toMatchObject([
      { kind: 'directory', path: '/srv/x/sites/example.com', mode: 0o755, mark: site().uuid },
      { kind: 'directory', path: '/srv/x/sites/example.com/files', mode: 0o2775 },
    ])
    expect(application.serving(platform()).scripts).toEqual([])
  })

  it('needs no installation', () => {
    expect(application.install(site(), server(), planningWith())).toEqual([])
  })
})
