'use strict'
const { openSync, readSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const path = join(__dirname, '../dist/provision.parts')

/** Has the index and what every start loads, which comes first. */
const headLength = 64 * 1024

const notBuilt = (what) => Object.assign(new Error(`${path} ${what}`), { fix: 'npm run build' })

const open = () => {
  try {
    return openSync(path)
  } catch (error) {
    throw error.code === 'ENOENT' ? notBuilt('is not there') : error
  }
}

/**
 * The built program: parts that load when they are required, each compiled from its code cache. V8 refuses a cache of
 * another version, and then compiles as if there were none. All parts are in one file, which is opened once: a build puts
 * another file in its place, and a process that runs goes on reading the one that it has opened.
 */
class Parts {
  #file = open()
  #head = this.#read(Buffer.allocUnsafeSlow(headLength), 0)
  /** For one part after the other: V8 keeps nothing of it. */
  #space = Buffer.alloc(0)
  #modules = new Map()
  #cached
  /** Of each part by its name: where it is, and how long its cache and its source are. */
  index = JSON.parse(this.#head.latin1Slice(0, this.#head.indexOf('\n')))
  /** What has been compiled, by name. */
  scripts = new Map()

  constructor({ cached = true } = {}) {
    this.#cached = cached
  }

  /** The exports of a part, which runs when it is first asked for. */
  load(name) {
    const loaded = this.#modules.get(name)
    if (loaded !== undefined) return loaded.exports
    const module = { exports: {} }
    this.#modules.set(name, module)
    this.#compile(name).runInThisContext()(module.exports, this.#require, module, path, dirname(path))
    return module.exports
  }

  /** The cache is good until another part is read. */
  contents(name) {
    const [start, cacheLength, sourceLength] = this.index[name]
    const bytes = this.#bytes(start, cacheLength + sourceLength)
    return { cache: bytes.subarray(0, cacheLength), source: bytes.latin1Slice(cacheLength) }
  }

  #require = (id) => (id.startsWith('./') ? this.load(id.slice('./'.length)) : require(id))

  #compile(name) {
    const { cache, source } = this.contents(name)
    const cachedData = this.#cached && cache.length > 0 ? cache : undefined
    const script = new Script(source, { filename: `provision/${name}`, cachedData })
    this.scripts.set(name, script)
    return script
  }

  #bytes(start, length) {
    if (start + length <= this.#head.length) return this.#head.subarray(start, start + length)
    if (this.#space.length < length) this.#space = Buffer.allocUnsafeSlow(2 * length)
    const bytes = this.#read(this.#space.subarray(0, length), start)
    if (bytes.length < length) throw notBuilt('ends too early')
    return bytes
  }

  #read(buffer, start) {
    return buffer.subarray(0, readSync(this.#file, buffer, 0, buffer.length, start))
  }
}

module.exports = { Parts, path }
