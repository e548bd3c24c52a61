import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { ask } from './fastcgi.mjs'
import { withRootParts, writeCode } from './root-parts.mjs'
import { median, quantile } from './statistics.mjs'

const rounds = 6
const each = 150
const atOnce = 4
const throughputSeconds = 1
const included = 200

const range = (count) => Array.from({ length: count }, (_, at) => at)

const library = (number) => {
  const methods = range(20).map((at) => `  public function value${at}(int $given): int { return $given + ${at}; }\n`)
  return `<?php\nfinal class Part${number} {\n${methods.join('')}}\n`
}

const manyFiles = `<?php
$sum = 0;
for ($at = 0; $at < ${included}; $at++) {
  require __DIR__ . "/parts/$at.php";
  $sum += (new ("Part$at"))->value1(1);
}
echo $sum;
`

const code = {
  'small.php': `<?php echo 'small';\n`,
  'many.php': manyFiles,
  ...Object.fromEntries(range(included).map((at) => [`parts/${at}.php`, library(at)])),
}

const bodies = { small: 'small', many: String(included * 2) }

const pools = {
  fpm: { id: 'benchfpm', client: 'bench-1', kind: 'fpm' },
  fpm_unit: { id: 'benchunit', client: 'bench-2', kind: 'fpm_unit' },
}

const makePools = (parts) =>
  parts.helped('apply', [
    ...Object.values(pools).map(({ client }) => `client ${client}`),
    ...Object.values(pools).map((pool) => parts.pool(pool)),
  ])

const socketsOf = (parts) => ({
  shared: parts.sharedSocket,
  fpm: parts.socket(pools.fpm.id),
  fpm_unit: parts.socket(pools.fpm_unit.id),
})

const location = (parts, kind, socket) => `
  location ~ ^/${kind}(/.+)$ {
    fastcgi_pass unix:${socket};
    fastcgi_param SCRIPT_FILENAME ${parts.code}$1;
    fastcgi_param SCRIPT_NAME $1;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
  }`

/** Nginx passes `/KIND/small.php` to the pool of that kind. */
const configureNginx = (parts) => {
  const locations = Object.entries(socketsOf(parts)).map(([kind, socket]) => location(parts, kind, socket))
  const text = `server {\n  listen 127.0.0.1:${parts.nginx.port};${locations.join('')}\n}\n`
  writeFileSync(`${parts.include}/nginx/bench.conf`, text)
  process.kill(parts.pid('nginx'), 'SIGHUP')
}

const agent = new http.Agent({ keepAlive: true })

const get = (port, path) =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const answered = (response) => {
      const parts = []
      response.on('data', (part) => parts.push(part))
      response.on('end', () =>
        resolve({ body: Buffer.concat(parts).toString(), milliseconds: performance.now() - began }),
      )
    }
    http.get({ host: '127.0.0.1', port, path, agent }, answered).on('error', reject)
  })

const checked = (page, act) => async () => {
  const answer = await act()
  if (answer.body !== bodies[page]) throw new Error(`${page}: ${answer.body.slice(0, 1000)}`)
  return answer
}

/** What asks a pool of each kind for a page. */
const waysTo = (parts, page) =>
  Object.entries(socketsOf(parts)).map(([kind, socket]) => ({
    kind,
    direct: checked(page, () => ask(socket, `${parts.code}/${page}.php`)),
    nginx: checked(page, () => get(parts.nginx.port, `/${kind}/${page}.php`)),
  }))

const inTurn = async (count, act) => {
  const milliseconds = []
  for (const _ of range(count)) milliseconds.push((await act()).milliseconds)
  return milliseconds
}

/** As many processes as the pool may have, each of which has answered. */
const warm = (act) => Promise.all(range(atOnce).map(() => inTurn(10, act)))

const perSecond = async (act) => {
  const end = performance.now() + throughputSeconds * 1000
  const counts = range(atOnce).map(async () => {
    for (let count = 0; ; count++)
      if (performance.now() > end) return count
      else await act()
  })
  return (await Promise.all(counts)).reduce((total, count) => total + count, 0) / throughputSeconds
}

/** Kinds take turns, so that other work on the machine meets all of them. */
const measured = async (ways, by) => {
  const found = ways.map(({ kind }) => ({ kind, milliseconds: [], perSecond: [] }))
  for (const _ of range(rounds))
    for (const [at, way] of ways.entries()) {
      await warm(way[by])
      found[at].milliseconds.push(...(await inTurn(each, way[by])))
      found[at].perSecond.push(await perSecond(way[by]))
    }
  return found.map(({ kind, milliseconds, perSecond }) => ({
    kind,
    median: median(milliseconds),
    p99: quantile(milliseconds, 0.99),
    perSecond: median(perSecond),
  }))
}

/** What a request costs in the shared pool, in one of root's php-fpm, and in a php-fpm of the client's own. */
export const clientRequests = (user) =>
  withRootParts(user, async (parts) => {
    writeCode(parts, code)
    await makePools(parts)
    configureNginx(parts)
    const results = []
    for (const page of ['small', 'many'])
      for (const by of ['direct', 'nginx'])
        for (const row of await measured(waysTo(parts, page), by)) results.push({ page, by, ...row })
    agent.destroy()
    return results
  })
