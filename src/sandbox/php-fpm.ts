import { accepts } from './answers.js'
import type { SandboxServer } from './server.js'

export const phpFpm: SandboxServer = {
  name: 'php-fpm',
  packages: ['php-fpm', 'php-cli', 'php-mysql'],
  program: /^php-fpm\d*(?:\.\d+)?$/,
  hasPort: false,
  configuration: (place) => ({ template: 'php-fpm.conf', values: place as {} }),
  words: ({ program, configuration, root }) => [
    program,
    '--nodaemonize',
    '--fpm-config',
    configuration,
    ...(root ? ['--allow-to-run-as-root'] : []),
  ],
  ready: ({ socket }) => accepts(socket),
  stopSeconds: 10,
}
