import { randomInt } from 'node:crypto'
import { ProvisionError } from '../errors.js'
import { isFree } from './answers.js'

// Below the ports that Linux uses for outgoing connections (32768 and up).
const lowest = 20_000
const highest = 32_767
const attempts = 100

/** The port `before` if it is still free, else another free port that is not in `taken`. */
export const choosePort = async (before: number, taken: ReadonlySet<number>): Promise<number> => {
  if (before !== 0 && !taken.has(before) && (await isFree(before))) return before
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = randomInt(lowest, highest + 1)
    if (!taken.has(port) && (await isFree(port))) return port
  }
  throw new ProvisionError('PROVISION_SANDBOX', `found no free port from ${lowest} to ${highest} on 127.0.0.1`)
}
