// npm run bench [-- --sites=20,1000,10000 --rounds=30]: measures the built program, and writes RESULTS.md and results.json.
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measure } from './measure.mjs'
import { checkout } from './program.mjs'
import { page } from './report.mjs'

const { Parts, path } = createRequire(import.meta.url)('../bin/parts.js')
const folder = join(checkout, 'bench')

const { values } = parseArgs({
  options: {
    sites: { type: 'string', default: '20,1000' },
    rounds: { type: 'string', default: '30' },
    /** Prints the results and writes no files. */
    raw: { type: 'boolean', default: false },
  },
})

const options = { sites: values.sites.split(',').map(Number), rounds: Number(values.rounds) }

/** The program refuses root, so root runs the benchmark as the user BENCH_USER. */
const measureAs = (user) => {
  if (user === undefined) throw new Error('as root, say who measures: BENCH_USER=name npm run bench')
  const words = [fileURLToPath(import.meta.url), '--raw', `--sites=${values.sites}`, `--rounds=${values.rounds}`]
  const asUser = ['-u', user, '--', process.execPath, ...words]
  return JSON.parse(execFileSync('runuser', asUser, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 }))
}

const hasCaches = () => {
  const [, cacheLength] = new Parts().index.run
  return cacheLength > 0
}

if (!existsSync(path) || !hasCaches()) throw new Error('not built: npm run build')
const measured = process.getuid() === 0 ? measureAs(process.env.BENCH_USER) : await measure(options)
if (values.raw) console.log(JSON.stringify(measured))
else {
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(measured, undefined, 2)}\n`)
  writeFileSync(join(folder, 'RESULTS.md'), page(measured))
  console.log(page(measured))
}
