// Runs all checks that need no server, two at a time, and prints the output of those that failed.
import { spawn } from 'node:child_process'
import { root } from './generated.mjs'

const checks = [
  'types',
  'lint',
  'imports',
  'unused',
  'format:check',
  'lists:check',
  'docs:check',
  'package:check',
  'bundled:check',
  'audit',
]
const atOnce = 2

const run = (script) =>
  new Promise((resolve) => {
    const started = Date.now()
    const child = spawn('npm', ['run', '--silent', script], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('close', (code) => resolve({ script, code, output, seconds: (Date.now() - started) / 1000 }))
  })

/** What a check says by its exit code, if it has not failed: one that needs the network may not have been done. */
const words = { 0: 'ok    ', 77: 'NOT DONE' }

const tell = ({ script, code, output, seconds }) => {
  console.log(`${words[code] ?? 'FAILED'} ${script} (${seconds.toFixed(1)} s)`)
  if (code !== 0) process.stdout.write(Buffer.concat(output))
  return code in words
}

const waiting = [...checks]
const results = []
const work = async () => {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift())
    results.push(tell(await run(script)))
}

await Promise.all(Array.from({ length: atOnce }, work))
if (results.includes(false)) process.exitCode = 1
