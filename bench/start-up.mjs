import { writeFleet } from './fleet.mjs'
import { provision, succeed } from './program.mjs'
import { median } from './statistics.mjs'

const oneSite = '@site-00001.example.com'

/** The commands of each round. They alternate, so that load on the machine affects all of them equally. */
const commands = {
  bare: () => [process.execPath, '-e', '0'],
  version: () => provision('--version'),
  saveUnchanged: () => provision('provision-save', oneSite, '--client_name=acme'),
  saveChanged: (round) => provision('provision-save', oneSite, `--client_email=ops${round}@example.com`),
  verifyUnchanged: () => provision('provision-verify', oneSite),
}

/** Medians in milliseconds, and ratios to an empty Node program. */
export const startUp = async (sandbox, rounds) => {
  await sandbox.provision('provision-apply', writeFleet(sandbox, 1))
  await sandbox.provision('provision-save', oneSite, '--client_name=acme')
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, words] of Object.entries(commands)) {
      const { seconds } = await succeed(words(round), { PROVISION_HOME: sandbox.home })
      times[name].push(seconds * 1000)
    }
  const bare = median(times.bare)
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => [
      name,
      { milliseconds: median(list), fastest: Math.min(...list), ratio: median(list) / bare },
    ]),
  )
}
