import { describe, expect, it } from '@jest/globals'
import { phpProgram, siteEnvironment } from '../../src/applications/environment.js'
import { secretMark } from '../../src/contexts/secret.js'
import { readerOf } from '../support/reader.js'
import { platform, server, site } from './contexts.js'

describe('the environment of a site', () => {
  it('has the credentials of its database, password and salt as marks', () => {
    expect(siteEnvironment(site())).toEqual({
      PROVISION_SITE: 'example.com',
      PROVISION_SITE_PATH: '/srv/x/sites/example.com',
      db_type: 'mysql',
      db_name: 'examplecom',
      db_user: 'examplecom',
      db_passwd: secretMark('@example.com', 'db_passwd'),
      db_host: '127.0.0.1',
      db_port: '3306',
      hash_salt: secretMark('@example.com', 'hash_salt'),
    })
  })

  it('has the socket where the database is reached by one', () => {
    const db_host_socket = '/run/mysqld/mysqld.sock'

    expect(siteEnvironment(site({ db_host: 'localhost', db_host_socket }))).toMatchObject({ db_socket: db_host_socket })
  })

  it('has no credentials when the site has no database', () => {
    expect(Object.keys(siteEnvironment(site({ db_name: undefined })))).toEqual([
      'PROVISION_SITE',
      'PROVISION_SITE_PATH',
      'hash_salt',
    ])
  })

  it('has no salt when the application has none', () => {
    const plain = platform({ serving: { denied: [], uploads: [] } })

    expect(siteEnvironment(site({ platform: plain }))).not.toHaveProperty('hash_salt')
  })
})

describe('PHP of the command line', () => {
  const host = readerOf({ '/usr/bin/php8.2': '' })

  it('is of the version of php-fpm', () => {
    expect(phpProgram(site(), server({ php_fpm_socket: '/run/php/php8.2-fpm.sock' }), host)).toBe('/usr/bin/php8.2')
  })

  it.each([['/run/php/php7.4-fpm.sock'], ['/srv/sandbox/fpm.sock'], [undefined]])(
    'is whatever there is when %s tells nothing useful',
    (php_fpm_socket) => {
      expect(phpProgram(site(), server({ php_fpm_socket }), host)).toBe('php')
    },
  )
})
