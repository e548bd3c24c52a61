import type { Contexts } from '../contexts/contexts.js'
import type { ContextRecord } from '../contexts/record.js'
import { type ContextTypeName, contextTypeNames } from '../contexts/context.js'

export interface Expansion {
  /** Also the platforms on the named servers. */
  readonly platforms?: boolean
  /** Also the sites on the platforms. */
  readonly sites?: boolean
  readonly all?: boolean
}

const order: ReadonlyMap<ContextTypeName, number> = new Map(contextTypeNames.map((type, at) => [type, at]))

/** Of a context whose file is damaged nobody knows what it refers to: it comes last, and stops nothing else. */
const last = contextTypeNames.length

const rankOf = (name: string, { store }: Contexts): number => {
  try {
    return order.get(store.find(name)?.context_type ?? 'site') ?? last
  } catch {
    return last
  }
}

/** Servers first, then platforms, then sites: what is referred to comes before what refers to it. */
export const inReferenceOrder = (names: readonly string[], contexts: Contexts): readonly string[] =>
  names
    .map((name) => ({ name, rank: rankOf(name, contexts) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ name }) => name)

/** A property as it is stored, or its default. */
const valueOf = ({ context_type, properties }: ContextRecord, key: string, { schema }: Contexts): unknown =>
  properties[key] ?? schema[context_type][key]?.default

/** The contexts whose files are not damaged. */
export const readable = ({ store }: Contexts): readonly ContextRecord[] =>
  store.names().flatMap((name) => {
    try {
      return store.find(name) ?? []
    } catch {
      return []
    }
  })

const platformsOn = (
  servers: ReadonlySet<string>,
  contexts: Contexts,
  records: readonly ContextRecord[],
): readonly string[] =>
  records
    .filter(({ context_type }) => context_type === 'platform')
    .filter((record) => ['web_server', 'server'].some((key) => servers.has(valueOf(record, key, contexts) as string)))
    .map(({ name }) => name)

const sitesOn = (
  places: ReadonlySet<string>,
  contexts: Contexts,
  records: readonly ContextRecord[],
): readonly string[] =>
  records
    .filter(
      ({ context_type, properties }) =>
        context_type === 'site' &&
        ['platform', 'db_server'].some((key) => places.has((properties[key] as string) ?? '')),
    )
    .map(({ name }) => name)

/** The named contexts and those that the expansion adds, each once, in the order of their references. */
export const expand = (
  names: readonly string[],
  { platforms, sites, all }: Expansion,
  contexts: Contexts,
): readonly string[] => {
  if (all) return inReferenceOrder(contexts.store.names(), contexts)
  if (!platforms && !sites) return inReferenceOrder(names, contexts)
  const records = readable(contexts)
  const onServers = platformsOn(new Set(names), contexts, records)
  const places = new Set([...names, ...onServers])
  const expanded = [...names, ...(platforms ? onServers : []), ...(sites ? sitesOn(places, contexts, records) : [])]
  return inReferenceOrder([...new Set(expanded)], contexts)
}
