// Runs all checks that need no server, two at a time, and prints the output of those that failed.
import { spawn } from 'node:child_process'
import { root } from './generated.mjs'

const checks = ['types', 'lint', 'imports', 'unused', 'format:check', 'lists:check', 'docs:check', 'package:check']
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

const tell = ({ script, code, output, seconds }) => {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds.toFixed(1)} s)`)
  if (code !== 0) process.stdout.write(Buffer.concat(output))
  return code === 0
}

const waiting = [...checks]
const results = []
const work = async () => {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift())
    results.push(tell(await run(script)))
}

await Promise.all(Array.from({ length: atOnce }, work))
if (results.includes(false)) process.exitCode = 1
