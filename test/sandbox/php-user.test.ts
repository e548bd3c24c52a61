import { expect, it } from '@jest/globals'
import { phpFpm } from '../../src/sandbox/php-fpm.js'
import { phpUser } from '../../src/sandbox/php-user.js'
import { render } from '../../src/sandbox/render.js'
import type { Place } from '../../src/sandbox/server.js'

const place: Place = {
  folder: '/home/sandbox',
  ofRoot: false,
  program: '/usr/sbin/php-fpm',
  configuration: '/home/sandbox/php-fpm.conf',
  pidFile: '/home/sandbox/run/php-fpm.pid',
  logFile: '/home/sandbox/log/php-fpm.log',
  socket: '/home/sandbox/run/php-fpm.sock',
  port: 0,
  inner: 0,
  generated: '/home/config/server_master',
  root: true,
}

it('PHP of a sandbox runs as a user that owns nothing when root starts it, and never as root', async () => {
  const user = phpUser(0)

  const text = await render(phpFpm.configuration({ ...place, phpUser: user?.name ?? '' }))

  expect(user).toEqual({ name: 'www-data', uid: 33, gid: 33 })
  expect(text).toContain('\nuser = www-data\ngroup = www-data\n')
  expect([...phpFpm.words(place), text].join(' ')).not.toMatch(/= root|allow-to-run-as-root/)
})

it('PHP of a sandbox runs as the user that starts it, who can start it as no other', async () => {
  expect(phpUser(1000)).toBeUndefined()
  expect(await render(phpFpm.configuration(place))).not.toContain('user =')
})
