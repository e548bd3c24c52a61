// Runs command lines in sequence in this process, then writes the parts with their code caches.
const { Parts, path } = require('../bin/parts.js')
const { startDatabase } = require('./warm-database.cjs')

const [, , socket, lines] = process.argv
const { common, others } = JSON.parse(lines)
const parts = new Parts({ cached: false })
const { run } = parts.load('run')
const caches = new Map()

const runLine = async (words) => {
  process.argv.splice(2, process.argv.length, ...words)
  await run(words)
}

const runCommon = async () => {
  for (const words of common) {
    await runLine(words)
    if (process.exitCode) throw new Error(`command failed during the creation of the code cache: ${words.join(' ')}`)
  }
}

/** Creates caches of the scripts that have run. Does not update a cache that already exists. */
const keepCaches = () => {
  for (const [name, script] of parts.scripts) if (!caches.has(name)) caches.set(name, script.createCachedData())
}

const warm = async () => {
  await runCommon()
  keepCaches()
  for (const words of others) await runLine(words)
  keepCaches()
  process.exitCode = 0
}

/** Names in the order of loading, so that the parts that every start loads come first. */
const namesInOrder = () => [...new Set([...caches.keys(), ...Object.keys(parts.index)])]

const main = async () => {
  const database = await startDatabase(socket)
  await warm()
  const { writeParts } = await import('./parts-file.mjs')
  writeParts(
    path,
    namesInOrder().map((name) => ({ name, source: parts.contents(name).source, cache: caches.get(name) })),
  )
  database.close()
}

void main()
