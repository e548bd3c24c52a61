import { describe, expect, it } from '@jest/globals'
import { masterAddress, parseMasterDb } from '../../../src/services/db/master-db.js'
import { serverProperties } from '../../../src/services/db/properties.js'

describe('master_db', () => {
  it.each([
    ['mysql://root:secret@localhost', { user: 'root', password: 'secret', host: 'localhost' }],
    [
      'mysql://root:secret@db.example.com:3307',
      { user: 'root', password: 'secret', host: 'db.example.com', port: 3307 },
    ],
    ['mysql://a%40b:p%3A%2F%40%25@127.0.0.1/', { user: 'a@b', password: 'p:/@%', host: '127.0.0.1' }],
    ['mysql://root@[::1]:3306', { user: 'root', password: '', host: '::1', port: 3306 }],
  ])('reads %s', (url, expected) => {
    expect(parseMasterDb(url)).toEqual(expected)
  })

  it.each([
    ['postgres://root:top-secret@localhost', 'not mysql://user:password@host'],
    ['mysql://root:top-secret@', 'not mysql://user:password@host'],
    ['mysql://:top-secret@localhost', 'no user'],
    ['mysql://root:top-secret/@localhost', 'URL-encoded'],
    ['mysql://root:top-secret%zz@localhost', 'the password is not URL-encoded'],
    ['mysql://root:top-secret@localhost:99999', 'the port is not from 1 to 65535'],
    ['mysql://root:top-secret\n@localhost', 'control character'],
  ])('refuses %j without repeating the password', (url, complaint) => {
    const parse = () => serverProperties.master_db.parse(url)

    expect(parse).toThrow(complaint)
    expect(parse).not.toThrow('top-secret')
  })

  it('is kept as it was given', () => {
    const url = 'mysql://root:p%40ss@localhost'

    expect(serverProperties.master_db.parse(url)).toBe(url)
  })
})

describe('the address of master_db', () => {
  const server = { name: '@server_db', db_socket: '/run/s', db_port: 3310, aegir_root: '/home' }

  it('is the socket of a server on this machine', () => {
    expect(masterAddress(server, 'mysql://root:x@localhost')).toMatchObject({ socket: '/run/s', user: 'root' })
  })

  it('is TCP at db_port without a socket, or elsewhere', () => {
    expect(masterAddress({ ...server, db_socket: undefined }, 'mysql://root:x@localhost')).toEqual({
      server: '@server_db',
      host: '127.0.0.1',
      port: 3310,
      socket: undefined,
      user: 'root',
      password: 'x',
    })
    expect(masterAddress(server, 'mysql://root:x@db.example.com')).toMatchObject({
      host: 'db.example.com',
      port: 3310,
      socket: undefined,
    })
  })

  it.each([
    ['/home/sandbox/run/mariadb.sock', 'provision sandbox start'],
    ['/home/sandboxes/run/mariadb.sock', undefined],
  ])('with the socket %s is started by %s', (db_socket, start) => {
    expect(masterAddress({ ...server, db_socket }, 'mysql://root:x@localhost').start).toBe(start)
  })

  it('has the port of the URL before db_port', () => {
    expect(masterAddress(server, 'mysql://root:x@db.example.com:3399').port).toBe(3399)
  })
})
