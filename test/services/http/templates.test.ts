import { beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { packageRoot } from '../../../src/templates/package-root.js'
import { loadTemplates, render } from '../../../src/templates/render.js'

describe('templates', () => {
  beforeAll(loadTemplates)

  it('are in the root of the package', () => {
    expect(existsSync(`${packageRoot}/templates/http/nginx/vhost.hbs`)).toBe(true)
  })

  it('escape nothing: values are quoted for where they go', () => {
    const text = render('http/nginx/cred', { header: '#', credentials: [{ name: 'a', value: `<&'"` }] })

    expect(text).toContain(`fastcgi_param a "<&'"";`)
  })

  it('do not pass over a value that is missing', () => {
    expect(() => render('http/nginx/cred', { credentials: [] })).toThrow(/"header" not defined/)
  })
})
