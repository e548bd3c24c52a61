import type { Claims, ClaimedName } from '../../contexts/constraints.js'
import type { ContextRecord } from '../../contexts/record.js'

const addresses = ({ properties: { uri, aliases = [] } }: ContextRecord): readonly ClaimedName[] => [
  ...(typeof uri === 'string' ? [{ name: uri, path: 'uri' }] : []),
  ...(aliases as readonly string[]).map((name, index) => ({ name, path: `aliases/${index}` })),
]

/** A web server sends a host name to one site, so no two sites may have the same one. */
export const hostNames: Claims = { namespace: { folder: 'hosts', noun: 'host name' }, names: addresses }
