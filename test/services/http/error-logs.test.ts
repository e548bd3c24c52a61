import { describe, expect, it } from '@jest/globals'
import { errorLogs as ofApache } from '../../../src/services/http/apache/main-configuration.js'
import { errorLogsOf } from '../../../src/services/http/error-logs.js'
import { errorLogs as ofNginx } from '../../../src/services/http/nginx/main-configuration.js'
import type { WebServer } from '../../../src/services/http/view/server.js'
import type { WebServerText } from '../../../src/services/http/web-server-text.js'
import { readerOf } from '../../support/reader.js'

const forbidden = '/etc/php/8.2/fpm/pool.d/secret.conf'
const texts = { nginx: ofNginx, apache: ofApache } as const

/** The logs that are found where these files are, one of which may not be read. */
const logsOf = (app: keyof typeof texts, files: Readonly<Record<string, string>>, given?: readonly string[]) => {
  const reader = readerOf(files)
  const text = (path: string): string | undefined => {
    if (path === forbidden) throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
    return reader.text(path)
  }
  const view = { host: { ...reader, text }, php: { socket: '/run/php/php8.2-fpm.sock' } } as unknown as WebServer
  return errorLogsOf({ error_logs: given } as never, { errorLogs: texts[app] } as unknown as WebServerText, view)
}

const pool = '/etc/php/8.2/fpm/pool.d/www.conf'
const nginx = '/etc/nginx/nginx.conf'

describe('the error logs of a server', () => {
  it.each<readonly [string, ...Parameters<typeof logsOf>, readonly string[]]>([
    ['those of Debian', 'nginx', {}, undefined, ['/var/log/nginx/error.log']],
    ['a given one alone', 'nginx', { [nginx]: 'error_log /a.log;' }, ['/b.log'], ['/b.log']],
    [
      'files alone, each once',
      'nginx',
      {
        [nginx]:
          'error_log "/a.log" warn;\nhttp {\n error_log syslog:server=x;\n error_log /a.log;\n error_log stderr;\n}',
      },
      undefined,
      ['/a.log'],
    ],
    [
      'in the folder of the environment of Apache',
      'apache',
      { '/etc/apache2/apache2.conf': 'ErrorLog ${APACHE_LOG_DIR}/error.log\n' },
      undefined,
      ['/var/log/apache2/error.log'],
    ],
    [
      'of the pools of the version of PHP, as far as they may be read',
      'apache',
      { [pool]: '; error_log = /no.log\nphp_admin_value[error_log] = "/pool.log"\n', [forbidden]: '' },
      undefined,
      ['/var/log/apache2/error.log', '/pool.log'],
    ],
  ])('are %s', (_, ...[app, files, given, logs]) => {
    expect(logsOf(app, files, given)).toEqual(logs)
  })
})
