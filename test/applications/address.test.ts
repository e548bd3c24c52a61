import { describe, expect, it } from '@jest/globals'
import { siteUrl } from '../../src/applications/address.js'
import type { Site } from '../../src/contexts/types/site.js'
import { platform, server, site } from './contexts.js'

const on = (given: Parameters<typeof server>[0]) => platform({ web_server: server(given) })
const www = { aliases: ['www.example.com'] }

describe('the URL of a site', () => {
  it.each<readonly [string, string, Site, string | undefined]>([
    ['has no port when it is 80', 'http://example.com', site(), undefined],
    ['has any other port', 'http://example.com:8080', site({ platform: on({ http_port: 8080 }) }), undefined],
    [
      'is at the target of the redirection',
      'http://www.example.com',
      site({ ...www, redirection: 'www.example.com' }),
      undefined,
    ],
    [
      'is at the uri when the aliases redirect there',
      'http://example.com',
      site({ ...www, redirection: true }),
      undefined,
    ],
    [
      'has the scheme and port that visitors use',
      'https://example.com:8443',
      site({ platform: on({ http_port: 8080, public_url: 'https://*:8443' }) }),
      undefined,
    ],
    [
      'is its own public address, if it has one',
      'https://www.example.com',
      site({ ...www, public_url: 'https://www.example.com', platform: on({ public_url: 'https://*:8443' }) }),
      undefined,
    ],
    [
      'has the port before the subdirectory',
      'http://example.org:8080/shop',
      site({ platform: on({ http_port: 8080 }) }),
      'example.org/shop',
    ],
    [
      'has its own scheme in a subdirectory',
      'https://example.org/shop',
      site({ public_url: 'https://example.com' }),
      'example.org/shop',
    ],
  ])('%s', (_, url, of, address) => {
    expect(siteUrl(of, address)).toBe(url)
  })
})
