import { posix } from 'node:path'
import type { Context } from '../../../contexts/context.js'
import type { Planning } from '../../../contexts/planning.js'
import type { Client } from '../../../contexts/types/client.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import { memoize } from '../../../lib/memoize.js'
import { type StepPlace, createFolder, linkPath, removePath } from '../../../steps/common/make.js'
import { ownerFile } from '../../../steps/common/owner-tag.js'
import type { Step } from '../../../steps/common/step.js'
import type { Transition } from '../../planner.js'
import { aclServer } from '../groups.js'

/** Everybody may go through, to a folder that they may read. Nobody but the owner sees what there is. */
const passableMode = 0o711
const groupMode = 0o750
const closedMode = 0o700

const placeOn = ({ name: context }: Context, server: Server, planning: Planning): StepPlace => ({
  context,
  host: planning.host(server).host,
})

const treeOf = ({ unix_name }: Client, { clients_path }: Server): string => posix.join(clients_path, unix_name)

const linkOf = ({ uri, client }: Site, server: Server): string | undefined =>
  client === undefined ? undefined : posix.join(treeOf(client, server), uri)

const passableFolder = (path: string, place: StepPlace): Step => createFolder(place, { path, mode: passableMode })

/** The folders of clients and of backups: people reach what is theirs there, and see nothing else. */
export const verifyServer = (server: Server, _: Server, planning: Planning): readonly Step[] =>
  [server.clients_path, server.backup_path].map((path) => passableFolder(path, placeOn(server, server, planning)))

/** The servers with sites of a client, one for each folder of clients. */
const treeServers = memoize((client: Client, planning: Planning): readonly Server[] => {
  const servers = (planning.referring(client, 'client') as readonly Site[]).flatMap(
    (site) => aclServer(site, planning) ?? [],
  )
  const byPlace = new Map(
    [...servers].reverse().map((server) => [`${planning.host(server).host}:${server.clients_path}`, server]),
  )
  return [...byPlace.values()]
})

const hasGroup = ({ unix_name }: Client, server: Server, planning: Planning): boolean =>
  planning.host(server).facts.hasGroup(unix_name)

/** The folder of a client, for its group alone. Its server may have been verified before it offered ACLs. */
export const verifyClient = (client: Client, server: Server, planning: Planning): readonly Step[] => {
  if (!treeServers(client, planning).some(({ name }) => name === server.name)) return []
  const [path, group] = [treeOf(client, server), `group:${client.unix_name}` as const]
  const place = placeOn(client, server, planning)
  const isMade = (planning.referring(client, 'client') as readonly Site[]).some(
    ({ php_user }) => php_user === client.unix_name,
  )
  const access =
    isMade || hasGroup(client, server, planning)
      ? { mode: groupMode, acl: { owningGroup: '---', named: { [group]: 'r-x' } } as const }
      : { mode: closedMode, acl: null }
  return [passableFolder(server.clients_path, place), createFolder(place, { path, mark: client.uuid, ...access })]
}

/** The client, if it has no folder yet. */
export const openedBy = ({ client }: Site, server: Server, planning: Planning): readonly Context[] =>
  client === undefined || planning.host(server).exists(treeOf(client, server)) ? [] : [client]

/** The folders that have a link to a site, by its address. */
const foldersByUri = memoize((server: Server, planning: Planning): ReadonlyMap<string, readonly string[]> => {
  const [host, found] = [planning.host(server), new Map<string, string[]>()]
  for (const folder of host.list(server.clients_path))
    for (const uri of host.list(posix.join(server.clients_path, folder)))
      found.set(uri, [...(found.get(uri) ?? []), folder])
  return found
})

/** Links to a site in folders of clients that it had before. */
const formerLinks = (site: Site, server: Server, planning: Planning): readonly string[] =>
  (foldersByUri(server, planning).get(site.uri) ?? [])
    .map((folder) => posix.join(server.clients_path, folder, site.uri))
    .filter((path) => path !== linkOf(site, server))

/** A link to the site in the folder of its client, and in no other. */
export const verifySite = (site: Site, server: Server, planning: Planning): readonly Step[] => {
  const [place, link] = [placeOn(site, server, planning), linkOf(site, server)]
  return [
    ...(link === undefined ? [] : [linkPath(place, { path: link, target: site.site_path })]),
    ...formerLinks(site, server, planning).map((path) => removePath(place, { path })),
  ]
}

export const withdrawSite = ({ from, to }: Transition<'site'>, server: Server, planning: Planning): readonly Step[] => {
  const path = linkOf(from, server)
  return path === undefined || (to !== undefined && linkOf(to, server) === path)
    ? []
    : [removePath(placeOn(from, server, planning), { path })]
}

/** What nobody has made here stays, and the folder with it. */
export const withdrawClient = (
  { from, to }: Transition<'client'>,
  server: Server,
  planning: Planning,
): readonly Step[] => {
  const [host, path] = [planning.host(server), treeOf(from, server)]
  return to === undefined && host.exists(path) && host.list(path).every((name) => name === ownerFile)
    ? [removePath(placeOn(from, server, planning), { path, mark: from.uuid })]
    : []
}
