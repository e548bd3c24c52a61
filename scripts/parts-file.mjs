// Writes the file that bin/parts.js reads: a line of JSON with the offset of each part, then their code caches and sources.
import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** V8 copies a cache that is not aligned to this. */
const alignment = 8

const aligned = (length) => Math.ceil(length / alignment) * alignment

/** Parts have one byte for each character. esbuild escapes all that is not ASCII but in templates with a tag. */
const ascii = (source) =>
  source.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The wrapper function that bin/parts.js calls. */
const wrapped = (source) =>
  `(function (exports, require, module, __filename, __dirname) { 'use strict'; ${ascii(source)}\n})`

const padded = (bytes, length = aligned(bytes.length)) => Buffer.concat([bytes], length)

const none = Buffer.alloc(0)

const layOut = (parts) => {
  let start = 0
  return parts.map(({ name, source, cache = none }) => {
    const bytes = padded(Buffer.concat([cache, Buffer.from(source, 'latin1')]))
    const place = { name, start, lengths: [cache.length, source.length], bytes }
    start += bytes.length
    return place
  })
}

const indexLine = (places, after) =>
  `${JSON.stringify(Object.fromEntries(places.map(({ name, start, lengths }) => [name, [after + start, ...lengths]])))}\n`

/** Offsets are counted from the start of the file, so they depend on the length of the line that contains them. */
const lengthOfIndex = (places) => aligned(indexLine(places, 2 ** 31).length)

const contents = (parts) => {
  const places = layOut(parts)
  const length = lengthOfIndex(places)
  const head = padded(Buffer.from(indexLine(places, length)), length)
  return Buffer.concat([head, ...places.map(({ bytes }) => bytes)])
}

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * The source in Latin-1, which is half the size for V8. esbuild escapes what is beyond it in strings, but not in tagged
 * templates and comments. A backslash before such a character is dropped, and those of other pairs stay.
 */
const inLatin1 = (source) =>
  source.replaceAll(/\\[^]|[^\0-\xff]/g, (found) => (found.at(-1) > '\xff' ? escaped(found.at(-1)) : found))

/** CommonJS parts in the form that bin/parts.js runs. */
export const partOf = (name, source) => ({ name, source: wrapped(inLatin1(source)) })

/** Replaces the file atomically, so that nobody reads a part of one build and a cache of another. */
export const writeParts = (path, parts) => {
  const temporary = `${path}.${process.pid}.new`
  try {
    writeFileSync(temporary, contents(parts))
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}
