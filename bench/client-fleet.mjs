import { setTimeout as delay } from 'node:timers/promises'
import { ask } from './fastcgi.mjs'
import { memoryOf, processesWith } from './memory.mjs'
import { withRootParts, writeCode } from './root-parts.mjs'
import { median } from './statistics.mjs'

const sitesEach = 10
const rounds = 3
const woken = 10
const slowSeconds = 5

const range = (count) => Array.from({ length: count }, (_, at) => at + 1)

const padded = (number, length) => String(number).padStart(length, '0')

const clientName = (client) => `bench-${client}`

const idOf = (client, site) => `bench${padded(client, 4)}${padded(site, 2)}`

const socketOf = (parts, client, site) => parts.socket(idOf(client, site))

const poolLine = (parts, kind, { client, site, memory }) =>
  parts.pool({ id: idOf(client, site), client: clientName(client), kind, memory })

const poolLines = (parts, kind, clients) =>
  range(clients).flatMap((client) => range(sitesEach).map((site) => poolLine(parts, kind, { client, site })))

const script = (parts, name) => `${parts.code}/${name}`

const code = {
  // OPcache would compile the limit of the pool that asks first into it.
  'limit.php': `<?php echo ini_get($_SERVER['SETTING'] ?? 'memory_limit');\n`,
  // A signal would end a sleep.
  'slow.php': `<?php for ($end = time() + ${slowSeconds}; time() < $end; ) usleep(10_000); echo 'slow';\n`,
}

/** Asks again and again until something is done; the longest answer, in milliseconds. */
const longestWhile = async (socket, path, done) => {
  let isDone = false
  const end = () => (isDone = true)
  done.then(end, end)
  let longest = 0
  for (; !isDone; await delay(5)) longest = Math.max(longest, (await ask(socket, path)).milliseconds)
  return longest
}

const most = 120

/** Seconds from the command to its end, and to the answer of a pool with its new limit. */
const changed = async (parts, kind, memory) => {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  const untilAnswered = async () => {
    while ((await ask(socketOf(parts, 1, 1), script(parts, 'limit.php'))).body !== `${memory}M`) {
      if (seconds() > most) throw new Error(`the limit of ${kind} does not change`)
      await delay(5)
    }
    return seconds()
  }
  const lines = [poolLine(parts, kind, { client: 1, site: 1, memory })]
  const [applied, answered] = await Promise.all([parts.helped('apply', lines), untilAnswered()])
  return { answered, applied }
}

/** One client changes while another one is asked, and PHP of a third is busy if that is wanted. */
const change = async (parts, kind, memory, isBusy) => {
  const path = script(parts, 'limit.php')
  for (const client of [1, 2, 3]) await ask(socketOf(parts, client, 1), path)
  const slow = isBusy ? ask(socketOf(parts, 3, 1), script(parts, 'slow.php')) : undefined
  await delay(300)
  const done = changed(parts, kind, memory)
  const [one, longest] = await Promise.all([done, longestWhile(socketOf(parts, 2, 1), path, done), slow])
  return { ...one, longest }
}

const changes = async (parts, kind) => {
  const quiet = []
  for (const round of range(rounds)) quiet.push(await change(parts, kind, 200 + round, false))
  const mean = (key) => median(quiet.map((one) => one[key]))
  return {
    answered: mean('answered'),
    applied: mean('applied'),
    longest: mean('longest'),
    busy: await change(parts, kind, 300, true),
  }
}

/** The first answers of clients, in milliseconds: of their first sites, of their second ones, and what follows. */
const firstAnswers = async (parts) => {
  const clients = range(woken).map((client) => client + 3)
  const asked = async (site) => {
    const milliseconds = []
    for (const client of clients)
      milliseconds.push((await ask(socketOf(parts, client, site), script(parts, 'limit.php'))).milliseconds)
    return median(milliseconds)
  }
  return { resting: await asked(1), idle: await asked(2), following: await asked(2) }
}

/** The pool that all sites share where clients have none. */
const sharedPool = async (parts) => {
  const memory = memoryOf(parts.pid('fpm'))
  const asked = () => ask(parts.sharedSocket, script(parts, 'limit.php'))
  const { milliseconds: idle } = await asked()
  const following = []
  for (const _ of range(woken)) following.push((await asked()).milliseconds)
  return { memory, idle, following: median(following) }
}

const applied = async (parts, lines) => {
  const seconds = await parts.helped('apply', lines)
  return { seconds, unchanged: await parts.helped('apply', lines), show: await parts.helped('show') }
}

/** Pools of root's php-fpm, all of them in one master. */
const rootsPhpFpm = async (parts, clients) => {
  const before = memoryOf(parts.pid('fpm'))
  const made = await applied(parts, poolLines(parts, 'fpm', clients))
  const memory = memoryOf(parts.pid('fpm'))
  const { resting: _, ...answers } = await firstAnswers(parts)
  return { before, memory, ...made, ...answers, change: await changes(parts, 'fpm') }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

/** What php-fpms of clients take when they have been asked: masters, and all of their processes. */
const runningMasters = (parts) => {
  const masters = processesWith(`master process (${parts.state}/masters/`).map(memoryOf)
  const children = processesWith('pool bench').map(memoryOf)
  return {
    count: masters.length,
    masterRssKiB: median(masters.map(({ rssKiB }) => rssKiB)),
    masterPssKiB: median(masters.map(({ pssKiB }) => pssKiB)),
    descriptors: median(masters.map(({ descriptors }) => descriptors)),
    childPssKiB: median(children.map(({ pssKiB }) => pssKiB)),
    eachPssKiB: sum([...masters, ...children].map(({ pssKiB }) => pssKiB)) / masters.length,
  }
}

/** A php-fpm for each client, none of which runs until it is asked. */
const ownPhpFpm = async (parts, clients) => {
  const before = memoryOf(parts.pid('systemd'))
  const made = await applied(parts, poolLines(parts, 'fpm_unit', clients))
  const memory = memoryOf(parts.pid('systemd'))
  const readUnits = await parts.readUnits()
  const answers = await firstAnswers(parts)
  const running = runningMasters(parts)
  return { before, memory, ...made, readUnits, ...answers, running, change: await changes(parts, 'fpm_unit') }
}

/** Many clients, each with ten sites, first as pools of root's php-fpm, then with one of their own. */
export const clientFleet = (user, clients) =>
  withRootParts(user, async (parts) => {
    writeCode(parts, code)
    const shared = await sharedPool(parts)
    const users = await parts.helped(
      'apply',
      range(clients).map((client) => `client ${clientName(client)}`),
    )
    const fpm = await rootsPhpFpm(parts, clients)
    return { clients, sites: clients * sitesEach, shared, users, fpm, fpm_unit: await ownPhpFpm(parts, clients) }
  })
