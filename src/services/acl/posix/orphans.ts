import { shellWord } from '../../../lib/shell-word.js'
import { ownerPath } from '../../../steps/common/owner-tag.js'
import type { FindOrphans, GcScan, Orphan } from '../../orphan.js'

const foldersOfClients = ({ known, property, isHere }: GcScan): readonly string[] => {
  const servers = known.records.filter(({ properties }) => properties['acl_service_type'] === 'posix')
  const paths = servers.filter(({ name }) => isHere(name)).map(({ name }) => property(name, 'clients_path'))
  return [...new Set(paths)].filter((path) => typeof path === 'string')
}

const unownedIn = (folder: string, { entries, reader, known }: GcScan): readonly Orphan[] =>
  entries(folder).flatMap(({ path: where, kind }) => {
    const uuid = kind === 'directory' ? reader.text(ownerPath(where))?.trim() : undefined
    if (uuid === undefined || known.uuids.has(uuid)) return []
    const why = 'no context has the uuid in its .provision'
    return [{ kind: 'client-folder', where, uuid, why, fix: `rm -r ${shellWord(where)}`, removable: false }]
  })

/** Folders of clients that are no context any more. */
export const orphans: FindOrphans = (scan) =>
  foldersOfClients(scan).map((name) => ({
    name,
    find: (now) => unownedIn(name, now),
    folders: () => [name],
  }))
