import { answersHttp } from './answers.js'
import type { SandboxServer } from './server.js'

/** In Debian, log_config, logio, unixd, version and watchdog are compiled into the program. */
const modules = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_host',
  'alias',
  'deflate',
  'dir',
  'env',
  'expires',
  'filter',
  'headers',
  'macro',
  'mime',
  'proxy',
  'proxy_fcgi',
  'reqtimeout',
  'rewrite',
  'setenvif',
]

export const apache: SandboxServer = {
  name: 'apache',
  packages: ['apache2'],
  program: /^apache2$/,
  hasPort: true,
  configuration: (place) => ({ template: 'apache.conf', values: { ...place, modules } }),
  listens: ({ port }) => ({ template: 'apache-listen.conf', values: { port } }),
  words: ({ program, configuration }) => [program, '-f', configuration],
  foreground: ['-D', 'FOREGROUND'],
  control: { test: ['-t'], reload: ['-k', 'graceful'] },
  ready: ({ port }) => answersHttp({ port }),
  stopSeconds: 10,
}
