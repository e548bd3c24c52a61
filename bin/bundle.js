'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const path = join(__dirname, '../dist/provision.cjs')
const cachePath = join(__dirname, '../dist/provision.cache')

const readIfThere = (file) => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

const wrapped = (source) => `(function (exports, require, module, __filename, __dirname) {${source}\n})`

/**
 * V8 refuses a cache of another version, and then compiles as if there were none; of the source it compares the length
 * alone. So a build removes the cache before it replaces the bundle, and the bundle is read before the cache.
 */
const compile = ({ cached }) => {
  const source = wrapped(readFileSync(path, 'latin1'))
  const cachedData = cached ? readIfThere(cachePath) : undefined
  return new Script(source, { filename: path, ...(cachedData ? { cachedData } : {}) })
}

const load = (script) => {
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module, path, join(path, '..'))
  return module.exports
}

module.exports = { compile, load }
