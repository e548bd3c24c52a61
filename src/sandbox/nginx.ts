import { rmSync } from 'node:fs'
import { answersHttp } from './answers.js'
import type { SandboxServer } from './server.js'

export const nginx: SandboxServer = {
  name: 'nginx',
  packages: ['nginx'],
  program: /^nginx$/,
  hasPort: true,
  configuration: (place) => ({ template: 'nginx.conf', values: place as {} }),
  // Without -e, Nginx warns that it cannot write to /var/log/nginx.
  words: ({ program, configuration, logFile }) => [program, '-e', logFile, '-c', configuration],
  control: { test: ['-t'], reload: ['-s', 'reload'] },
  // Vhosts contain the port, and Nginx does not start if it is in use. The next verify writes the file again.
  moved: ({ generated }) => rmSync(`${generated}/nginx.conf`, { force: true }),
  // Nginx listens on its port only when a context has a vhost there, but always on its socket.
  ready: ({ socket }) => answersHttp({ socketPath: socket }),
  stopSeconds: 10,
}
