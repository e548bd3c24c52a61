import { posix } from 'node:path'
import type { Entry } from '../../hosts/local/entries.js'
import { type Holder, describeHolder, isAlive } from '../../hosts/holder.js'
import { type Found, type Sight, removedByGc } from './found.js'

const holderIn = (text: string): Holder | undefined => {
  try {
    return (JSON.parse(text) as { readonly holder?: Holder }).holder
  } catch {
    return undefined
  }
}

/** What names no process is an answer that nobody fetched, or was never completed. */
const orderFound = ({ path }: Entry, context: string, { look, changedAt }: Sight): readonly Found[] => {
  const text = look.text(path)
  if (text === undefined) return []
  const holder = holderIn(text)
  if (holder !== undefined && isAlive(holder)) return []
  return [
    {
      kind: 'order',
      where: path,
      context,
      why: holder === undefined ? 'nobody waits for it' : `dead: ${describeHolder(holder)}`,
      fix: removedByGc,
      removable: true,
      text,
      ...(holder === undefined ? { since: changedAt(path) ?? 0 } : {}),
    },
  ]
}

/** What dead processes wanted of web servers. */
export const voidOrders = (sight: Sight): readonly Found[] =>
  sight.entries(posix.join(sight.home, 'queue', 'web')).flatMap(({ name, path }) =>
    sight
      .entries(path)
      .filter(
        ({ kind, name: file }) =>
          kind === 'file' && /^\.?[^.]+\.(?:request|reply|announced|order|answer|coming)\.json$/.test(file),
      )
      .flatMap((entry) => orderFound(entry, `@${name}`, sight)),
  )
