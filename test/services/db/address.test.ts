import { describe, expect, it } from '@jest/globals'
import { databaseAddress, webServerHosts } from '../../../src/services/db/address.js'
import { planningWith } from '../../support/planning.js'
import { server, site } from './sites.js'

const hostsOf = (given = site()) => webServerHosts(given, given.db_server, planningWith())
const addressOf = (given = site()) => databaseAddress(given, given.db_server, planningWith())

const dbServer = server({ name: '@server_db', remote_host: 'db.example.com', db_port: 3307 })

describe('the hosts of an account', () => {
  it('are both names of this machine when web and database server are one', () => {
    expect(hostsOf()).toEqual(['localhost', '127.0.0.1'])
  })

  it('are localhost alone when PHP comes by the socket', () => {
    const local = server({ db_socket: '/run/mysqld/mysqld.sock' })

    expect(hostsOf(site({}, server(), local))).toEqual(['localhost'])
  })

  it('are the addresses of the web server when the database is elsewhere', () => {
    const web = server({ remote_host: 'web.example.com', ip_addresses: ['192.0.2.10', '2001:db8::10'] })

    expect(hostsOf(site({}, web, dbServer))).toEqual(['192.0.2.10', '2001:db8::10'])
  })

  it('are the name of the web server when it has no addresses', () => {
    expect(hostsOf(site({}, server({ remote_host: 'web.example.com' }), dbServer))).toEqual(['web.example.com'])
  })

  it.each(['localhost', '127.0.0.1'])('cannot be told for a web server that is only known as %s', (remote_host) => {
    expect(() => hostsOf(site({}, server({ remote_host }), dbServer))).toThrow(
      'the address of @server_master for connections from @server_db is unknown',
    )
  })

  it('are all hosts only where the server says so', () => {
    expect(hostsOf(site({}, server(), server({ db_grant_all_hosts: true })))).toEqual(['%'])
  })
})

describe('how a site reaches its database', () => {
  it('is the socket when there is one on the same machine', () => {
    const db = server({ db_socket: '/run/mysqld/mysqld.sock' })

    expect(addressOf(site({}, server(), db))).toEqual({
      host: 'localhost',
      port: 3306,
      socket: '/run/mysqld/mysqld.sock',
    })
  })

  it('is 127.0.0.1 on the same machine without a socket, for localhost would mean PHP’s own', () => {
    expect(addressOf()).toEqual({ host: '127.0.0.1', port: 3306 })
  })

  it('is the host of the database server when that is another machine, whatever its socket', () => {
    const db = server({ remote_host: 'db.example.com', db_port: 3307, db_socket: '/run/mysqld/mysqld.sock' })

    expect(addressOf(site({}, server(), db))).toEqual({ host: 'db.example.com', port: 3307 })
  })

  it('is an address of a database server that is only known as localhost, for a web server elsewhere', () => {
    const web = server({ name: '@server_web', remote_host: 'web.example.com' })
    const db = server({ ip_addresses: ['192.0.2.20'], db_socket: '/run/mysqld/mysqld.sock' })

    expect(addressOf(site({}, web, db))).toEqual({ host: '192.0.2.20', port: 3306 })
  })

  it.each(['localhost', '127.0.0.1'])(
    'cannot be told for a database server that is only known as %s, and has no address',
    (remote_host) => {
      const web = server({ name: '@server_web', remote_host: 'web.example.com' })

      expect(() => addressOf(site({}, web, server({ remote_host })))).toThrow(
        'the address of @server_master for connections from @server_web is unknown',
      )
    },
  )
})
