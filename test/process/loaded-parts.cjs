// Preloaded: when the process ends, writes of each part that it has loaded the name, the bytes, and whether V8 has refused
// its code cache to the file in LOADED_PARTS.
const { writeFileSync } = require('node:fs')
const { Parts } = require('../../bin/parts.js')

const { value: load } = Object.getOwnPropertyDescriptor(Parts.prototype, 'load')
let parts

Parts.prototype.load = function (name) {
  parts = this
  return load.call(this, name)
}

const loaded = () =>
  [...parts.scripts].map(([name, { cachedDataRejected }]) => {
    const [, cacheLength, sourceLength] = parts.index[name]
    return { name, bytes: cacheLength + sourceLength, isRefused: cachedDataRejected }
  })

process.on('exit', () => writeFileSync(process.env.LOADED_PARTS, JSON.stringify(loaded())))
