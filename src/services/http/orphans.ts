import { posix } from 'node:path'
import { type Holder, describeHolder, isAlive } from '../../hosts/holder.js'
import type { Entry } from '../../hosts/local/entries.js'
import { inHome } from '../../lib/home-folders.js'
import { command } from '../../lib/shell-word.js'
import { asideIn } from '../../steps/common/aside.js'
import { type TextOwner, textOwner } from '../../steps/common/owner-line.js'
import { ownerFile } from '../../steps/common/owner-tag.js'
import { holderIn, isQueueFile, queuesFolder } from '../../steps/web/queue-files.js'
import { type FindOrphans, type GcScan, type Orphan, removedByGc } from '../orphan.js'

/** Names for files of the administrator and of certificate authorities, and for links to code bases. */
const notGenerated = new Set(['pre.d', 'post.d', 'acme', 'subroot'])

const unowned = (path: string, { reader, known }: GcScan): TextOwner | undefined => {
  const owner = textOwner(reader.text(path))
  return owner === undefined || known.uuids.has(owner.uuid) ? undefined : owner
}

const why = 'no context has the uuid in its first line'

/** The commands that test and reload a web server. */
const reloading = (server: string, { property }: GcScan): string => {
  const commands = ['http_test_cmd', 'http_restart_cmd'].flatMap((name) => property(server, name) ?? [])
  return commands.length === 0 ? 'test and reload the web server' : commands.join(' && ')
}

/** An orphaned file. Files of one context may include each other, so they are removed together. */
const fileOrphan = (path: string, server: string, scan: GcScan): readonly Orphan[] => {
  const owner = unowned(path, scan)
  if (owner === undefined) return []
  const fix = `${command`rm ${path}`}, together with the other files of ${owner.context}; then ${reloading(server, scan)}`
  return [{ kind: 'web-file', where: path, ...owner, why, fix, removable: false }]
}

const filesBelow = (folder: string, server: string, scan: GcScan): readonly Orphan[] =>
  scan
    .entries(folder)
    .filter(({ name }) => !name.startsWith('.') && !notGenerated.has(name))
    .flatMap(({ path, kind }) => {
      if (kind === 'directory') return filesBelow(path, server, scan)
      return kind === 'file' ? fileOrphan(path, server, scan) : []
    })

/** The folder for files that all servers share. */
const shared = 'includes'

const serverOrphans = (folder: string, scan: GcScan): readonly Orphan[] => {
  const { reader, known } = scan
  const [uuid, context] = [reader.text(posix.join(folder, ownerFile))?.trim(), `@${posix.basename(folder)}`]
  const isOwned = uuid === undefined ? known.find(context) !== undefined : known.uuids.has(uuid)
  if (isOwned) return filesBelow(folder, context, scan)
  return [
    {
      kind: 'web-folder',
      where: folder,
      context,
      ...(uuid === undefined ? {} : { uuid }),
      why: uuid === undefined ? `there is no server ${context}` : `no context has the uuid in its ${ownerFile}`,
      fix: command`check that no web server reads it any more, then rm -r ${folder}`,
      removable: false,
    },
  ]
}

/** Folders of servers with their configuration outside the home. Files beside them may belong to another home. */
const foldersOutsideHome = ({ home, known, isHere }: GcScan): readonly string[] =>
  known.records.flatMap(({ name, properties: { aegir_root } }) =>
    typeof aegir_root === 'string' && aegir_root !== home && isHere(name)
      ? [inHome(aegir_root, 'config', name.slice(1))]
      : [],
  )

/** Links in the main configuration of web servers to the configuration of a deleted server. */
const links = (config: string, scan: GcScan): readonly Orphan[] =>
  scan
    .entries(config)
    .filter(({ kind, name }) => kind === 'link' && name.endsWith('.conf'))
    .flatMap(({ path }): readonly Orphan[] => {
      const owner = unowned(path, scan)
      if (owner === undefined) return []
      const fix = command`check that no web server includes it any more, then rm ${path}`
      return [{ kind: 'web-file', where: path, ...owner, why, fix, removable: false }]
    })

/** Generated configuration without a context, and folders of servers that do not exist. */
const configurationOrphans = (config: string, scan: GcScan): readonly Orphan[] => {
  const own = scan
    .entries(config)
    .filter(({ kind, name }) => kind === 'directory' && name !== shared && !name.startsWith('.'))
    .map(({ path }) => path)
  const folders = [...own, ...foldersOutsideHome(scan).filter((folder) => scan.reader.exists(folder))]
  return [...links(config, scan), ...folders.flatMap((folder) => serverOrphans(folder, scan))]
}

/** A file without a holder is a reply that nobody read, or is incomplete. */
const requestOrphan = (path: string, context: string, { reader, changedAt }: GcScan): readonly Orphan[] => {
  const text = reader.text(path)
  if (text === undefined) return []
  const holder: Holder | undefined = holderIn(text)
  if (holder !== undefined && isAlive(holder)) return []
  return [
    {
      kind: 'web-request',
      where: path,
      context,
      why: holder === undefined ? 'no task waits for it' : `its task is dead: ${describeHolder(holder)}`,
      fix: removedByGc,
      removable: true,
      text,
      ...(holder === undefined ? { since: changedAt(path) ?? 0 } : {}),
    },
  ]
}

/** Requests that dead processes left for web servers. */
const requestOrphans = (queues: string, scan: GcScan): readonly Orphan[] =>
  scan.entries(queues).flatMap(({ name, path: queue }) =>
    scan
      .entries(queue)
      .filter((entry) => entry.kind === 'file' && isQueueFile(entry.name))
      .flatMap(({ path }) => requestOrphan(path, `@${name}`, scan)),
  )

const isFolder = ({ kind, name }: Entry): boolean => kind === 'directory' && asideIn(name) === undefined

/** A folder and everything below it. */
const withSubfolders = (folder: string, scan: GcScan): readonly string[] => [
  folder,
  ...scan
    .entries(folder)
    .filter(isFolder)
    .flatMap(({ path }) => withSubfolders(path, scan)),
]

export const findOrphans: FindOrphans = ({ home }) => {
  const [config, queues] = [inHome(home, 'config'), queuesFolder(home)]
  return [
    {
      name: config,
      find: (scan) => configurationOrphans(config, scan),
      folders: (scan) => withSubfolders(config, scan),
    },
    { name: queues, find: (scan) => requestOrphans(queues, scan) },
  ]
}
