// node bench/long-paths.mjs [PROGRAM…]: what requests with long paths cost Nginx, and other sites. Each PROGRAM is a
// bin/provision of a built checkout; without one, this checkout's. Prints the table of LONG-PATHS.md.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { checkout, succeed } from './program.mjs'
import { median, quantile } from './statistics.mjs'

const script = '/vendor/phpunit/src/eval-stdin.php'

/** Paths of the length that Nginx takes by default: what version 0.1.0 was found with, and two of the same kind. */
const paths = {
  'a script with a path behind it': `${script}/${'vendor/'.repeat(1100)}`,
  'many folders and a script': `/${'vendor/'.repeat(1100)}x.php`,
  'one long name': `/${'a-'.repeat(3800)}.php`,
}

const perSecond = 17
const seconds = 10

const ask = (port, host, path, method = 'GET') =>
  new Promise((resolve, reject) => {
    const begin = performance.now()
    const sent = http.request(
      { host: '127.0.0.1', port, path, method, headers: { host }, agent: false },
      (response) => {
        response.resume()
        response.on('end', () => resolve({ status: response.statusCode, milliseconds: performance.now() - begin }))
      },
    )
    sent.on('error', reject)
    sent.end()
  })

const inTurn = async (count, act) => {
  const results = []
  for (let at = 0; at < count; at++) results.push(await act())
  return results
}

/** Answers of another site's file, one after the other, for some seconds. */
const neighbour = async (port) => {
  const milliseconds = []
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await delay(5))
    milliseconds.push((await ask(port, 'other.test', '/style.css')).milliseconds)
  return { p50: quantile(milliseconds, 0.5), p99: quantile(milliseconds, 0.99) }
}

const attacked = async (port, path) => {
  const sent = []
  const attack = async () => {
    for (let at = 0; at < perSecond * seconds; at++, await delay(1000 / perSecond))
      sent.push(ask(port, 'a.test', path, 'POST'))
  }
  const [result] = await Promise.all([neighbour(port), attack()])
  await Promise.all(sent)
  return result
}

const measured = async (port) => {
  const alone = await neighbour(port)
  const rows = []
  for (const [what, path] of Object.entries(paths)) {
    const answers = await inTurn(15, () => ask(port, 'a.test', path, 'POST'))
    const one = median(answers.map(({ milliseconds }) => milliseconds))
    rows.push({ what, status: answers[0].status, one, ...(await attacked(port, path)) })
  }
  return [{ what: 'none', status: '', one: NaN, ...alone }, ...rows]
}

const makeSites = async (provision, folder) => {
  const root = join(folder, 'code')
  mkdirSync(join(root, 'vendor/phpunit/src'), { recursive: true })
  writeFileSync(join(root, 'index.php'), '<?php echo "the application";')
  writeFileSync(join(root, script), '<?php echo "ran";')
  writeFileSync(join(root, 'style.css'), 'body {}')
  await provision('provision-save', '@platform_x', '--context_type=platform', `--root=${root}`)
  for (const uri of ['a.test', 'other.test'])
    await provision('provision-save', `@${uri}`, '--context_type=site', `--uri=${uri}`, '--platform=@platform_x')
  await provision('provision-verify', '@platform_x', '@a.test', '@other.test')
}

const withSites = async (program, measure) => {
  const folder = mkdtempSync(join(tmpdir(), 'provision-paths-'))
  const home = join(folder, 'home')
  const provision = (...words) => succeed([process.execPath, program, ...words], { PROVISION_HOME: home })
  try {
    await provision('sandbox', 'start')
    await makeSites(provision, folder)
    const state = JSON.parse(readFileSync(join(home, 'sandbox/state.json'), 'utf8'))
    return await measure(state.servers.nginx.port)
  } finally {
    await provision('sandbox', 'stop')
    rmSync(folder, { recursive: true, force: true })
  }
}

const shown = (number) => (Number.isNaN(number) ? '' : number.toFixed(1))

const programs = process.argv.length > 2 ? process.argv.slice(2) : [join(checkout, 'bin/run.js')]
console.log('| program | requests | status | one of them, ms | other site, p50 ms | p99 ms |')
console.log('|---|---|---|---|---|---|')
for (const program of programs)
  for (const { what, status, one, p50, p99 } of await withSites(program, measured))
    console.log(`| ${program} | ${what} | ${status} | ${shown(one)} | ${shown(p50)} | ${shown(p99)} |`)
