import type { Holder } from '../../hosts/holder.js'
import { inHome } from '../../lib/home-folders.js'

/** The folder with the queues of all web servers, and the endings of the files there. */
export const queuesFolder = (home: string): string => inHome(home, 'queue', 'web')

export const endings = {
  request: '.request.json',
  reply: '.reply.json',
  announced: '.announced.json',
} as const

/** Version 0.1.0 used these endings. */
const formerEndings = ['.order.json', '.answer.json', '.coming.json']

/** Half-written files begin with a dot. */
export const isQueueFile = (name: string): boolean =>
  [...Object.values(endings), ...formerEndings].some(
    (ending) => name.endsWith(ending) && !name.slice(1, -ending.length).includes('.'),
  )

/** The holder in a file of a queue. Undefined if there is none. */
export const holderIn = (text: string): Holder | undefined => {
  try {
    return (JSON.parse(text) as { readonly holder?: Holder }).holder
  } catch {
    return undefined
  }
}
