import type { Host } from './host.js'
import type { Facts } from './reader.js'
import { NotReadYet } from './snapshot-reader.js'

/** The facts of a host, for callers that can wait until they are read. */
export const factsOf = async ({ reader, load }: Host): Promise<Facts> => {
  try {
    return reader.facts
  } catch (error) {
    if (!(error instanceof NotReadYet)) throw error
    await load()
    return reader.facts
  }
}
