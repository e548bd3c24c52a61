import { describe, expect, it } from '@jest/globals'
import { isInNetworks, network } from '../../src/contexts/network.js'
import { publicHostIsOwn, serverAddress, siteAddress } from '../../src/contexts/public-address.js'
import type { Json } from '../../src/contexts/property.js'
import type { ContextRecord } from '../../src/contexts/record.js'

/** The value, or what is wrong with it. */
const read = (parse: (given: Json) => string, given: Json): string => {
  try {
    return parse(given)
  } catch (error) {
    return `${(error as Error).message}`
  }
}

const noAddress = expect.stringContaining('without user, path or slash')

describe('an address for visitors', () => {
  it.each<readonly [string, unknown]>([
    ['https://*', 'https://*'],
    ['https://*:443', 'https://*'],
    ['http://*:443', 'http://*:443'],
    ['https://*:8443', 'https://*:8443'],
    ['https://www.example.com:8443', expect.stringContaining('type https://*:8443')],
    ['https://*/', noAddress],
    ['*', noAddress],
    ['ftp://*', noAddress],
    ['https://*:0', noAddress],
    ['https://*:65536', '65536 is no port: it ends at 65535'],
  ])('of a server is read from %s', (given, expected) => {
    expect(read(serverAddress, given)).toEqual(expected)
  })

  it.each<readonly [string, unknown]>([
    ['https://www.example.com', 'https://www.example.com'],
    ['http://www.example.com:80', 'http://www.example.com'],
    ['https://www.Example.com', 'not a host name in lower-case ASCII; type www.example.com'],
    ['https://*.example.com', 'not a host name'],
    ['https://www.example.com/shop', noAddress],
    ['https://user@www.example.com', noAddress],
    ['https://www.example.com?x', noAddress],
    ['https://www.example.com";', 'not a host name'],
    ['https://[::1]', noAddress],
    ['https://a b', 'not a host name'],
    ['https://a\n', 'has a control character'],
  ])('of a site is read from %j', (given, expected) => {
    expect(read(siteAddress, given)).toEqual(expected)
  })

  it.each<readonly [string, ContextRecord['properties'], string | undefined]>([
    ['its uri', { public_url: 'https://a.test' }, undefined],
    ['an alias', { public_url: 'https://www.a.test', aliases: ['www.a.test'] }, undefined],
    ['the target', { public_url: 'https://w.test', aliases: ['w.test'], redirection: 'w.test' }, undefined],
    ['another name', { public_url: 'https://b.test' }, 'b.test is neither the uri nor one of the aliases'],
    ['a name that redirects', { public_url: 'https://w.test', redirection: true }, 'w.test redirects to a.test'],
    [
      'another name than the target',
      { public_url: 'https://a.test', redirection: 'w.test' },
      'a.test redirects to w.test',
    ],
  ])('has the host of the site: %s', (_, properties, message) => {
    const record = { properties: { uri: 'a.test', ...properties } } as unknown as ContextRecord

    expect(publicHostIsOwn(record, () => undefined)[0]?.message).toBe(message)
  })
})

describe('a network', () => {
  it.each<readonly [string, unknown]>([
    ['192.0.2.10', '192.0.2.10'],
    ['192.0.2.10/32', '192.0.2.10/32'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['172.16.0.0/12', '172.16.0.0/12'],
    ['::1', '::1'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['fe80::/10', 'fe80::/10'],
    ['1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:7:8/128'],
    ['10.0.0.1/8', expect.stringContaining('type 10.0.0.1, or')],
    ['2001:db8::1/64', expect.stringContaining('type 2001:db8::1, or')],
    ['0.0.0.0/0', expect.stringContaining('everybody')],
    ['::/0', expect.stringContaining('everybody')],
    ['10.0.0.0/33', expect.stringContaining('from 1 to 32')],
    ['::/129', expect.stringContaining('from 1 to 128')],
    ['10.0.0.0/255.0.0.0', expect.stringContaining('from 1 to 32')],
    ['10.0.0.0/8/8', expect.stringContaining('not a network')],
    ['10.0.0.0/', expect.stringContaining('not a network')],
    ['proxy.example.com', 'not an IP address'],
    ['10.0.0.1; allow all', 'not an IP address'],
  ])('is read from %s', (given, expected) => {
    expect(read(network, given)).toEqual(expected)
  })

  it.each<readonly [string, readonly string[], boolean]>([
    ['127.0.0.1', [], false],
    ['127.0.0.1', ['10.0.0.0/8', '127.0.0.1'], true],
    ['127.0.0.1', ['127.0.0.2'], false],
    ['10.255.0.1', ['10.0.0.0/8'], true],
    ['11.0.0.1', ['10.0.0.0/8'], false],
    ['172.31.0.1', ['172.16.0.0/12'], true],
    ['172.32.0.1', ['172.16.0.0/12'], false],
    ['::1', ['0.0.0.1'], false],
    ['2001:DB8:0:0::7', ['2001:db8::/32'], true],
    ['2001:db9::7', ['2001:db8::/32'], false],
  ])('has %s among %j: %s', (address, networks, expected) => {
    expect(isInNetworks(address, networks)).toBe(expected)
  })
})
