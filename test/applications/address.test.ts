import { describe, expect, it } from '@jest/globals'
import { siteUrl } from '../../src/applications/address.js'
import type { Site } from '../../src/contexts/types/site.js'
import { platform, server, site } from './contexts.js'

/** On the server that serves it. */
const urlOf = (given: Site, address?: string) => siteUrl(given, given.platform.web_server, address)

describe('the URL of a site', () => {
  it('has no port when it is 80', () => {
    expect(urlOf(site())).toBe('http://example.com')
  })

  it('has any other port', () => {
    const web_server = server({ http_port: 8080 })

    expect(urlOf(site({ platform: platform({ web_server }) }))).toBe('http://example.com:8080')
  })

  it('is that of the alias which all addresses redirect to', () => {
    expect(urlOf(site({ aliases: ['www.example.com'], redirection: 'www.example.com' }))).toBe('http://www.example.com')
  })

  it('is that of the uri when the aliases redirect to it', () => {
    expect(urlOf(site({ aliases: ['www.example.com'], redirection: true }))).toBe('http://example.com')
  })

  it('has the port before the subdirectory', () => {
    const web_server = server({ http_port: 8080 })

    expect(urlOf(site({ platform: platform({ web_server }) }), 'example.org/shop')).toBe('http://example.org:8080/shop')
  })
})
