import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

export const checkout = fileURLToPath(new URL('..', import.meta.url))
const entry = join(checkout, 'bin/run.js')

/** The words of a command line of the program. */
export const provision = (...words) => [process.execPath, entry, ...words]

/** Runs a command to its end; `seconds` is wall time. */
export const run = ([program, ...words], env = {}, input = '') =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'pipe'] })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    let stderr = ''
    child.stderr.on('data', (part) => (stderr = `${stderr}${part}`.slice(-2000)))
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ seconds: (performance.now() - began) / 1000, code: code ?? signal, stderr }),
    )
  })

export const succeed = async (words, env, input) => {
  const ended = await run(words, env, input)
  if (ended.code === 0) return ended
  throw new Error(`${words.slice(2).join(' ')} ended with ${ended.code}: ${ended.stderr}`)
}

/** The same, with its peak memory. */
export const runWithPeak = async (words, { home, folder }) => {
  const peakFile = join(folder, 'peak')
  const [node, ...rest] = words
  const preload = join(checkout, 'bench/peak.cjs')
  const env = { PROVISION_HOME: home, BENCH_PEAK: peakFile }
  const { seconds } = await succeed([node, '--require', preload, ...rest], env)
  return { seconds, peakMiB: Number(readFileSync(peakFile, 'utf8')) / 1024 }
}
