/** The measurements, each with the value of the original (Provision 3.x on a similar machine) and our goal. */

const fleetOf = ({ fleets }, count) => fleets.find((fleet) => fleet.count === count)

const ratio =
  (name, most) =>
  ({ startUp }) => ({ value: `${startUp[name].ratio.toFixed(2)} ×`, met: startUp[name].ratio <= most })

const seconds = ({ seconds: taken, ...rest }, most, more = true, text = '') => ({
  value: `${taken.toFixed(2)} s${text}`,
  met: taken <= most && more,
  ...rest,
})

const unchanged =
  (count, most, mostMiB = Infinity) =>
  (measured) => {
    const fleet = fleetOf(measured, count)
    if (fleet === undefined) return undefined
    const { peakMiB, reloads, written } = fleet.unchanged
    const nothing = reloads === 0 && written.files + written.folders === 0
    return seconds(fleet.unchanged, most, nothing && peakMiB <= mostMiB, `, ${peakMiB.toFixed(0)} MiB`)
  }

const made = (count, most) => (measured) => {
  const fleet = fleetOf(measured, count)
  if (fleet === undefined) return undefined
  const { reloads } = fleet.verify
  return seconds(fleet.verify, most, reloads === 1, `, reloads: ${reloads}`)
}

const applied = (count, most) => (measured) => {
  const fleet = fleetOf(measured, count)
  return fleet && seconds(fleet.apply, most, fleet.apply.reloads === 1, `, reloads: ${fleet.apply.reloads}`)
}

const perVhost =
  (http, mostMilliseconds, mostKiB) =>
  ({ webServers }) => {
    const { testMillisecondsPerSite: time, kiBPerSite: memory } = webServers.find((server) => server.http === http)
    return {
      value: `${time.toFixed(2)} ms and ${memory.toFixed(0)} KiB`,
      met: time <= mostMilliseconds && memory <= mostKiB,
    }
  }

const oneOfMany = ({ fleets }) => {
  const [first, last] = [fleets[0], fleets.at(-1)].map((fleet) => fleet.oneAlone.seconds)
  return {
    value: fleets.map(({ count, oneAlone }) => `${oneAlone.seconds.toFixed(2)} s of ${count}`).join(', '),
    met: last <= 2 * first,
  }
}

/** Results of an earlier version have none. */
const deletedTogether =
  (part, most) =>
  ({ batchDelete }) =>
    batchDelete &&
    seconds(batchDelete[part], most, batchDelete[part].reloads <= 1, `, reloads: ${batchDelete[part].reloads}`)

const nothingDone = ({ oneSite: { unchanged: one } }) => ({
  value: `${one.written.bytes} bytes in ${one.written.files} files, reloads: ${one.reloads}`,
  met: one.written.files + one.written.folders + one.reloads === 0,
})

const together = ({ parallel: { reloads, seconds: taken, nothingLost } }) => ({
  value: `${reloads} in ${taken.toFixed(1)} s, ${nothingLost ? 'nothing lost' : 'something lost'}`,
  met: reloads <= 2 && nothingLost,
})

export const goals = [
  { what: '`--version`', original: '0.14 s', goal: '≤ 1.3 × bare node', of: ratio('version', 1.3) },
  {
    what: '`provision-save`, nothing new',
    original: '0.16 s',
    goal: '≤ 1.6 × bare node',
    of: ratio('saveUnchanged', 1.6),
  },
  {
    what: '`provision-save`, one property',
    original: '0.16 s',
    goal: '≤ 1.6 × bare node',
    of: ratio('saveChanged', 1.6),
  },
  {
    what: 'verify one unchanged site',
    original: '0.60 s',
    goal: '≤ 2.2 × bare node',
    of: ratio('verifyUnchanged', 2.2),
  },
  { what: '… writes and reloads', original: 'rewrites, reloads', goal: '0 bytes, 0 reloads', of: nothingDone },
  { what: 'verify 1,000 unchanged sites', original: '600 s, 1,000 reloads', goal: '≤ 0.6 s', of: unchanged(1000, 0.6) },
  { what: 'verify 10,000 unchanged sites', original: '–', goal: '≤ 2 s, ≤ 300 MiB', of: unchanged(10_000, 2, 300) },
  { what: 'verify 1,000 new sites', original: '–', goal: '≤ 6 s, 1 reload', of: made(1000, 6) },
  { what: 'save and verify 1,000 new sites', original: '–', goal: '≤ 6 s, 1 reload', of: applied(1000, 6) },
  { what: 'verify 10,000 new sites', original: '–', goal: '≤ 60 s, 1 reload', of: made(10_000, 60) },
  { what: 'save and verify 10,000 new sites', original: '–', goal: '≤ 60 s, 1 reload', of: applied(10_000, 60) },
  { what: 'a change in one site among others', original: '0.60 s', goal: 'the same among many', of: oneOfMany },
  {
    what: 'Nginx, each site',
    original: '2.9 ms and 1.94 MB',
    goal: '≤ 0.3 ms, ≤ 200 KB',
    of: perVhost('nginx', 0.3, 195),
  },
  { what: 'Apache, each site', original: '–', goal: '≤ 0.3 ms, ≤ 200 KB', of: perVhost('apache', 0.3, 195) },
  { what: 'plan to delete 400 of 1,500 sites', original: '–', goal: '≤ 0.6 s', of: deletedTogether('plan', 0.6) },
  { what: 'delete 400 of 1,500 sites', original: '–', goal: '≤ 8 s, 1 reload', of: deletedTogether('run', 8) },
  { what: 'reloads for 20 verifies at once', original: '20', goal: '≤ 2', of: together },
]
