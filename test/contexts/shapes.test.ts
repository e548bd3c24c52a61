import { describe, expect, it } from '@jest/globals'
import type { Json, Properties } from '../../src/contexts/property.js'
import { eachItem } from '../../src/contexts/shape-error.js'
import { aliasName, hostName } from '../../src/contexts/host-name.js'
import { address, choice, flag, list, port, shape, text } from '../../src/contexts/shapes.js'
import { readShapes } from '../../src/contexts/validate.js'

const properties: Properties = {
  site_enabled: flag({ description: 'enabled' }),
  http_port: port({ description: 'port' }),
  language: choice(['en', 'de'])({ description: 'language' }),
  title: text({ description: 'title' }),
  aliases: list(shape('alias', aliasName), { description: 'aliases' }),
  ip_addresses: list(address, { description: 'addresses' }),
}

const complaintsOf = (given: { readonly [name: string]: Json }): readonly string[] =>
  readShapes('@x', given, { properties }).complaints.map(({ path, message }) => `${path}: ${message}`)

describe('a host name', () => {
  it.each(['http://A.test:80/', 'https://a.test', 'a.test/', 'a.test.:80'])('is offered for %s', (given) => {
    expect(() => hostName(given)).toThrow(/^not a host name without .*; type a\.test$/)
  })
})

describe('the items of a list', () => {
  it('are all complained of at once, each with its place', () => {
    const complaints = complaintsOf({ aliases: ['no good', 'ok.test', 'a/b/c'], ip_addresses: 'x,192.0.2.1,y' })

    expect(complaints).toEqual([
      '@x/aliases/0: not a host name',
      '@x/aliases/2: not an alias: a host name, *.host or host/subdirectory',
      '@x/ip_addresses/0: not an IP address',
      '@x/ip_addresses/2: not an IP address',
    ])
  })

  it('are named by their places in one sentence, where there is one alone', () => {
    const parse = (given: Json): Json => {
      if (given === 'b') throw new Error('not a')
      return given
    }

    expect(() => eachItem(['b', 'a', 'b'], parse)).toThrow('item 0: not a; item 2: not a')
  })
})

describe('a single value', () => {
  it.each(['site_enabled', 'http_port', 'language', 'title'])('of %s is no list and no object', (name) => {
    const wrong = [[true], [80], ['en'], { value: 1 }].map((given) => complaintsOf({ [name]: given as Json }))

    expect(wrong.map((complaints) => complaints.length)).toEqual([1, 1, 1, 1])
  })

  it('is no object where a list is wanted', () => {
    expect(complaintsOf({ aliases: { a: 'b.test' } })).toEqual(['@x/aliases: not a single value'])
  })

  it('is read from a number, a truth or their text', () => {
    const { values } = readShapes('@x', { site_enabled: 1, http_port: '80', language: 'de' }, { properties })

    expect(values).toEqual({ site_enabled: true, http_port: 80, language: 'de' })
  })
})
