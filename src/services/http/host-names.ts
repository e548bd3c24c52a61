import type { Claims, ClaimedName, NameTree } from '../../contexts/constraints.js'
import type { ContextRecord } from '../../contexts/record.js'
import { isSharedWith, ownerOf, sharingWith } from '../../contexts/name-owner.js'

const addresses = ({ properties: { uri, aliases = [] } }: ContextRecord): readonly ClaimedName[] => [
  ...(typeof uri === 'string' ? [{ name: uri, path: 'uri' }] : []),
  ...(aliases as readonly string[]).map((name, index) => ({ name, path: `aliases/${index}` })),
]

/** The host that a name is at: that of a subdirectory, or the one that a wildcard is below. */
const hostOf = (name: string): string => (name.split('/')[0] as string).replace(/^\*\./, '')

const tree: NameTree = {
  places: (name) => {
    const labels = hostOf(name).split('.')
    return labels.map((_, index) => labels.slice(index).join('.'))
  },
  subdirectory: (name) => name.split('/')[1],
  owner: ownerOf,
  sharesWith: isSharedWith,
  sharing: sharingWith,
}

/** A web server sends a host name to one site, so no two sites may have the same one. */
export const hostNames: Claims = { namespace: { folder: 'hosts', noun: 'host name', tree }, names: addresses }
