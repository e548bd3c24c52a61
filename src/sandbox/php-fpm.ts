import { accepts } from './answers.js'
import { phpFolder } from './folders.js'
import type { SandboxServer } from './server.js'

export const phpFpm: SandboxServer = {
  name: 'php-fpm',
  packages: ['php-fpm', 'php-cli', 'php-mysql'],
  program: /^php-fpm\d*(?:\.\d+)?$/,
  hasPort: false,
  configuration: (place) => ({
    template: 'php-fpm.conf',
    values: { ...place, folder: phpFolder(place.folder), user: place.phpUser ?? '' },
  }),
  words: ({ program, configuration }) => [program, '--nodaemonize', '--fpm-config', configuration],
  ready: ({ socket }) => accepts(socket),
  stopSeconds: 10,
}
