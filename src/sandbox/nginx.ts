import { rmSync } from 'node:fs'
import { answersHttp } from './answers.js'
import type { SandboxServer } from './server.js'

export const nginx: SandboxServer = {
  name: 'nginx',
  packages: ['nginx'],
  program: /^nginx$/,
  hasPort: true,
  configuration: (place) => ({ template: 'nginx.conf', values: place as {} }),
  // Without -e it complains that it cannot write to /var/log/nginx.
  words: ({ program, configuration, logFile }) => [program, '-e', logFile, '-c', configuration],
  control: { test: ['-t'], reload: ['-s', 'reload'] },
  // Vhosts name the port, and with a taken one Nginx does not start; the next verify writes the file again.
  moved: ({ generated }) => rmSync(`${generated}/nginx.conf`, { force: true }),
  // It listens on its port only once a context has a vhost there, but always on its own socket.
  ready: ({ socket }) => answersHttp({ socketPath: socket }),
  stopSeconds: 10,
}
