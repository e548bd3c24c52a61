import { posix } from 'node:path'
import { command, shellWord } from '../../../lib/shell-word.js'
import { readersRoot } from '../../../steps/common/context-access.js'
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

/** What lets groups read context files: a folder for each file, and in it a file for each context that asks for it. */
const readersFolders = (scan: GcScan): readonly string[] =>
  scan.entries(readersRoot(scan)).flatMap(({ path, kind }) => (kind === 'directory' ? [path] : []))

const voidReaders = (folder: string, { entries, known }: GcScan): readonly Orphan[] =>
  entries(folder).flatMap(({ name, path: where, kind }) => {
    const [of, context] = [`@${posix.basename(folder)}`, `@${name}`]
    if (kind !== 'file' || name.startsWith('.') || known.find(context) !== undefined) return []
    const why = `there is no context ${context}, which lets groups read ${of}`
    const verify = known.find(of) === undefined ? [] : [command`provision-verify ${of}`]
    const fix = [command`rm ${where}`, ...verify].join(' && ')
    return [{ kind: 'context-readers', where, context, why, fix, removable: false }]
  })

/** Folders of clients that are no context any more, and access to context files that nobody asks for any more. */
export const orphans: FindOrphans = (scan) => [
  ...foldersOfClients(scan).map((name) => ({
    name,
    find: (now: GcScan) => unownedIn(name, now),
    folders: () => [name],
  })),
  {
    name: readersRoot(scan),
    find: (now) => readersFolders(now).flatMap((folder) => voidReaders(folder, now)),
    folders: readersFolders,
  },
]
