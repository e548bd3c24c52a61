import { posix } from 'node:path'
import type { Holder } from '../../hosts/holder.js'

/** The folder of the queues of all web servers: in each, files of these endings. */
export const queuesFolder = (home: string): string => posix.join(home, 'queue', 'web')

export const endings = {
  request: '.request.json',
  reply: '.reply.json',
  announced: '.announced.json',
} as const

/** Version 0.1.0 had other words for the same. */
const formerEndings = ['.order.json', '.answer.json', '.coming.json']

/** Half-written ones begin with a dot. */
export const isQueueFile = (name: string): boolean =>
  [...Object.values(endings), ...formerEndings].some(
    (ending) => name.endsWith(ending) && !name.slice(1, -ending.length).includes('.'),
  )

/** Who wrote a file of a queue; none where it does not tell. */
export const holderIn = (text: string): Holder | undefined => {
  try {
    return (JSON.parse(text) as { readonly holder?: Holder }).holder
  } catch {
    return undefined
  }
}
