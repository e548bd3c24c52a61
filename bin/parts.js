'use strict'
const { openSync, readSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const path = join(__dirname, '../dist/provision.parts')

/** Bytes to read first: the index, and the parts that every start loads. */
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
 * The built program: parts that load on demand, each compiled from its code cache. V8 rejects a cache of
 * another version and then compiles the source. All parts are in one file, which is opened once: a build puts
 * another file in its place, and a running process continues to read the file that it has opened.
 */
class Parts {
  #file = open()
  #head = this.#read(Buffer.allocUnsafeSlow(headLength), 0)
  /** A buffer that all parts share: V8 keeps no reference to it. */
  #space = Buffer.alloc(0)
  #modules = new Map()
  #cached
  /** The offset of each part by its name, and the lengths of its cache and source. */
  index = JSON.parse(this.#head.latin1Slice(0, this.#head.indexOf('\n')))
  /** The compiled scripts, by name. */
  scripts = new Map()

  constructor({ cached = true } = {}) {
    this.#cached = cached
  }

  /** The exports of a part. Runs it the first time. */
  load(name) {
    const loaded = this.#modules.get(name)
    if (loaded !== undefined) return loaded.exports
    const module = { exports: {} }
    this.#modules.set(name, module)
    this.#compile(name).runInThisContext()(module.exports, this.#require, module, path, dirname(path))
    return module.exports
  }

  /** The cache is valid until another part is read. */
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
