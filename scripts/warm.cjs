// Runs command lines one after the other in this process, then writes the code cache of the bundle.
const { renameSync, writeFileSync } = require('node:fs')
const { compile, load } = require('../bin/bundle.js')

const [, , cache, lines] = process.argv
const script = compile({ cached: false })
const { run } = load(script)

const main = async () => {
  for (const words of JSON.parse(lines)) {
    process.argv.splice(2, process.argv.length, ...words)
    await run(words)
  }
  if (process.exitCode) throw new Error('a command failed while the code cache was made')
  writeFileSync(`${cache}.new`, script.createCachedData())
  renameSync(`${cache}.new`, cache)
}

void main()
