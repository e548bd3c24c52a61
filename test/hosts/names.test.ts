import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { Hosts } from '../../src/hosts/hosts.js'
import { MemoryHost } from '../support/hosts/memory-host.js'

const remote = new MemoryHost('web.remote.test')
const hosts = new Hosts(new MemoryHost(), [remote])

const addresses = Object.values(networkInterfaces()).flatMap((some = []) => some.map(({ address }) => address))

/** The names that the table of this machine has for its own addresses. */
const namesInTable = readFileSync('/etc/hosts', 'utf8')
  .split('\n')
  .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  .flatMap(([address = '', ...names]) => (addresses.includes(address) ? names : []))

describe('this machine', () => {
  it.each(['localhost', 'LOCALHOST', 'localhost.localdomain', '127.0.0.1', '127.1.2.3', '::1'])('is %s', (name) => {
    expect(hosts.nameOf(name)).toBe('localhost')
  })

  it('is its host name, in capitals too', () => {
    expect(hosts.nameOf(hostname())).toBe('localhost')
    expect(hosts.nameOf(hostname().toUpperCase())).toBe('localhost')
  })

  it('is each of its addresses, and each name that its table has for them', () => {
    expect(addresses).not.toEqual([])
    expect([...addresses, ...namesInTable].filter((name) => hosts.nameOf(name) !== 'localhost')).toEqual([])
  })
})

describe('another machine', () => {
  it.each([
    '192.0.2.7',
    '2001:db8::7',
    'web.example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '1127.0.0.1',
  ])('is %s, under its own name', (name) => {
    expect(hosts.nameOf(name)).toBe(name)
  })

  it('is found by its name, however that is written, and by no other', () => {
    expect(hosts.find(hosts.nameOf('Web.REMOTE.test'))).toBe(remote)
    expect(hosts.find('web.example.com')).toBeUndefined()
  })

  it('is refused where it is not known and something is to be done on it', () => {
    expect(() => hosts.get('web.example.com')).toThrow(
      expect.objectContaining({ code: 'PROVISION_REMOTE_HOST', fix: 'run provision on web.example.com' }),
    )
  })
})
