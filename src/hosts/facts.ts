import type { Host } from './host.js'
import type { Facts } from './reader.js'
import { NotReadYet } from './snapshot-reader.js'

/** What a host is like, for those who can wait until it has been asked. */
export const factsOf = async ({ reader, load }: Host): Promise<Facts> => {
  try {
    return reader.facts
  } catch (error) {
    if (!(error instanceof NotReadYet)) throw error
    await load()
    return reader.facts
  }
}
