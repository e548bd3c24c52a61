import { table } from './report.mjs'

const typeNames = {
  shared: 'one shared pool',
  fpm: "`fpm`: a pool of root's php-fpm",
  fpm_unit: '`fpm_unit`: a php-fpm of its own',
}

const MiB = (kiB) => (kiB / 1024).toFixed(kiB < 10 * 1024 ? 1 : 0)

const shownSeconds = (seconds) => `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`

const shownMilliseconds = (milliseconds) =>
  milliseconds < 1000 ? `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms` : shownSeconds(milliseconds / 1000)

const times = (number, base) => (number / base).toFixed(2)

const pageNames = { small: 'one file', many: 'includes 200 files' }
const wayNames = { direct: 'to the socket', nginx: 'through Nginx' }

const requestRow = (requests) => (one) => {
  const base = requests.find(({ page, by, kind }) => page === one.page && by === one.by && kind === 'shared')
  return [
    `${pageNames[one.page]}, ${wayNames[one.by]}`,
    typeNames[one.kind],
    one.median.toFixed(2),
    times(one.median, base.median),
    one.p99.toFixed(2),
    one.perSecond.toFixed(0),
    times(one.perSecond, base.perSecond),
  ]
}

const requestTable = (requests) =>
  table(
    ['page', 'pool', 'median, ms', '× shared', 'p99, ms', 'a second, 4 at once', '× shared'],
    requests.map(requestRow(requests)),
  )

const installTable = ({ installs, verifies }) =>
  table(
    [
      'site',
      'install, s',
      '× shared',
      'with a new client, s',
      '× shared',
      'unchanged verify, s',
      '× shared',
      'programs',
    ],
    installs.map(({ kind, first, further }, at) => [
      typeNames[kind],
      further.toFixed(2),
      times(further, installs[0].further),
      first.toFixed(2),
      times(first, installs[0].further),
      verifies[at].seconds.toFixed(2),
      times(verifies[at].seconds, verifies[0].seconds),
      verifies[at].processes,
    ]),
  )

/** Memory that holds all pools: of root's php-fpm, or of systemd. */
const grown = ({ before, memory }) => memory.rssKiB - before.rssKiB

const fleetRows = [
  ['all pools made', ({ seconds }) => shownSeconds(seconds)],
  ['`apply` of all of them, unchanged', ({ unchanged }) => shownSeconds(unchanged)],
  ['`show`', ({ show }) => shownSeconds(show)],
  ['systemd reads its units', ({ readUnits }) => (readUnits === undefined ? '' : shownSeconds(readUnits))],
  ['idle: memory of what listens, MiB (RSS)', ({ memory }) => MiB(memory.rssKiB)],
  ['… more than without pools, for each site, KiB', (fleet, { sites }) => (grown(fleet) / sites).toFixed(1)],
  ['… its file descriptors', ({ memory }) => memory.descriptors],
  ['first answer of a php-fpm that rests', ({ resting }) => (resting === undefined ? '' : shownMilliseconds(resting))],
  ['first answer of an idle pool', ({ idle }) => shownMilliseconds(idle)],
  ['following answers', ({ following }) => shownMilliseconds(following)],
  ["one client's change, until the new limit answers", ({ change }) => shownSeconds(change.answered)],
  ['… longest answer of another client meanwhile', ({ change }) => shownMilliseconds(change.longest)],
  ['the same while a third client has a request of 5 s', ({ change }) => shownSeconds(change.busy.answered)],
  ['… longest answer of another client meanwhile', ({ change }) => shownMilliseconds(change.busy.longest)],
]

const byType = (fleets, of) =>
  fleets.flatMap((fleet) => ['fpm', 'fpm_unit'].map((kind) => of(fleet[kind], fleet, kind)))

const fleetTable = (fleets) =>
  table(
    ['', ...byType(fleets, (_, { clients }, kind) => `${clients} × 10, \`${kind}\``)],
    fleetRows.map(([what, of]) => [what, ...byType(fleets, of)]),
  )

const sharedText = ({ shared }) =>
  `One shared pool: ${MiB(shared.memory.rssKiB)} MiB (RSS) for its php-fpm and ${shared.memory.descriptors} file descriptors, however many sites there are; first answer when idle ${shownMilliseconds(shared.idle)}, following ${shownMilliseconds(shared.following)}; the limits of a site come with its requests, so that a change of them needs no reload.`

const inUse = ({ running }) =>
  `A client's php-fpm in use, with ten pools and two processes: ${MiB(running.masterRssKiB)} MiB (RSS) for the master, ${MiB(running.eachPssKiB)} MiB for all of it when what it shares with others is divided among them (PSS), and ${running.descriptors} file descriptors; measured with ${running.count} of them.`

const onPaper = ({ clients, sites, fpm, fpm_unit }) => {
  const factor = 10_000 / sites
  const idle = (fleet) => fleet.before.rssKiB + grown(fleet) * factor
  const each = fpm_unit.running.eachPssKiB
  return [
    'With `fpm`, php-fpm has a file open for each pool, and ends if it may not: systemd gives services 1,024, the root helper asks for 65,536. A change of one client reads all pools anew, and everybody waits for that and for the longest request. With `fpm_unit`, nobody else waits, but a php-fpm that rests does not start while systemd reads its units, which it does for each new site and each limit of memory or processes; that takes longer the more sites there are.',
    'systemd needs 2.4 file descriptors for each site while it reads units; where it could have 20,000 of them, 750 clients were the most that could be measured.',
    `Memory, from ${clients} × 10:`,
    table(
      ['1,000 × 10', 'MiB'],
      [
        ["`fpm`: root's php-fpm, nobody asks", MiB(idle(fpm))],
        ['`fpm_unit`: systemd, nobody asks', MiB(idle(fpm_unit))],
        ...[50, 200, 1000].map((count) => [
          `\`fpm_unit\`: php-fpms of ${count} clients in use at the same time`,
          MiB(idle(fpm_unit) + each * count),
        ]),
      ],
    ),
  ].join('\n\n')
}

const machineText = ({ date, cores, memoryGiB, kernel, node, nginx, php, systemd }) =>
  `${date}, ${cores} cores, ${memoryGiB} GiB, Linux ${kernel}; PHP ${php}, systemd ${systemd}, Nginx ${nginx}, Node ${node}. Other work shared the machine.`

/** CLIENTS.md. */
export const clientPage = ({ machine, fleets, requests, installs, verifies }) => {
  const measured = Object.values(fleets)
  const largest = measured.at(-1)
  return (
    [
      '# What clients with users of their own cost',
      `Generated by \`BENCH_USER=name npm run bench:clients\`, as root. ${machineText(machine)}`,
      'Three arrangements: one shared pool; pools of the php-fpm that root runs (`fpm`); a php-fpm for each client, which systemd starts (`fpm_unit`).',
      '## A request',
      'A connection for each request, as Nginx makes them; kinds take turns.',
      requestTable(requests),
      '## An install',
      'PHP sites with a database, from the command to its end; medians of 7, kinds take turns.',
      installTable({ installs, verifies }),
      '## Many clients',
      `Clients with ten sites each. ${sharedText(largest)}`,
      fleetTable(measured),
      inUse(largest.fpm_unit),
      '## On paper',
      onPaper(largest),
    ].join('\n\n') + '\n'
  )
}
