import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Planning } from '../../contexts/planning.js'
import { aliasName } from '../../contexts/host-name.js'
import { memoize } from '../../lib/memoize.js'
import { type StepPlace, createFolder, linkPath, removePath } from '../../steps/common/make.js'
import type { Step } from '../../steps/common/step.js'
import type { WebFile } from '../../steps/web/control.js'
import { isOwn } from './header.js'
import { fragmentsFolder, subdirectoryPaths, vhostFile } from './paths.js'
import { fileMode, ownMode, passableMode, placeOf } from './steps.js'
import { type Owner, ownerOf } from './view/checked.js'
import { type Subdirectory, addressesOf, subdirectoryOf } from './view/names.js'
import { type WebServer, webServer } from './view/server.js'
import { type WebSite, webSite } from './view/site.js'
import type { WebServerText } from './web-server-text.js'

interface Parts {
  readonly files: readonly WebFile[]
  readonly steps: readonly (Step & { readonly path: string })[]
}

/** The configuration of a site on its web server. */
interface Served {
  readonly owner: Owner
  readonly subdirectories: readonly Subdirectory[]
  /** The file of its vhost. */
  readonly vhost: string
  readonly server: WebServer
  readonly place: StepPlace
}

const servedBy = (site: Site, on: Server, planning: Planning): Served => {
  const server = webServer(on, planning)
  const { uri, subdirectories } = addressesOf(site)
  return {
    owner: ownerOf(site),
    subdirectories,
    vhost: `${vhostFile(server.paths, uri)}.conf`,
    server,
    place: placeOf(site, { host: server.host.host }),
  }
}

const addressOf = ({ host, directory: name }: Subdirectory): string => `${host}/${name}`

/** A line in a vhost with the subdirectories of the site, so that the next verify knows the old ones. */
export const subdirectoryLine = (subdirectories: readonly Subdirectory[]): string =>
  subdirectories.length === 0 ? '' : `# subdirectories: ${subdirectories.map(addressOf).join(' ')}`

const onePerPath = <Item extends { readonly path: string }>(items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [item.path, item])).values(),
]

const joined = (parts: readonly Parts[]): Parts => ({
  files: onePerPath(parts.flatMap(({ files }) => files)),
  steps: onePerPath(parts.flatMap(({ steps }) => steps)),
})

const foldersOf = (
  { server, place }: Served,
  subdirectory: Subdirectory,
  { platform }: WebSite,
  text: WebServerText,
): Parts['steps'] => {
  const { folder, subroot, link } = subdirectoryPaths(server.paths, subdirectory)
  const fragments = createFolder(place, { path: folder, mode: ownMode })
  if (!text.linksSubdirectories) return [fragments]
  return [
    fragments,
    createFolder(place, { path: subroot, mode: passableMode }),
    linkPath(place, { path: link, target: platform.root }),
  ]
}

/**
 * Adds a file for each subdirectory, which the vhost of the host includes. That vhost belongs to another site, or is a
 * skeleton. The skeleton is always written and sorted last, so it is used only without such a site.
 */
export const presentSubdirectories = (site: Site, server: Server, text: WebServerText, planning: Planning): Parts => {
  const [served, view] = [servedBy(site, server, planning), webSite(site, server, planning)]
  return joined(
    served.subdirectories.map((subdirectory) => ({
      files: [text.subdirectory(view, subdirectory, served.server), text.skeleton(served.server, subdirectory.host)],
      steps: foldersOf(served, subdirectory, view, text),
    })),
  )
}

/** Whether a host has no subdirectory left without the given ones. */
const isLast = ({ paths, host: reader }: WebServer, host: string, removed: readonly Subdirectory[]): boolean => {
  const removedFiles = new Set(
    removed.filter((entry) => entry.host === host).map(({ directory }) => `${directory}.conf`),
  )
  return reader.list(fragmentsFolder(paths, host)).every((name) => removedFiles.has(name))
}

const withdrawn = ({ server, place }: Served, subdirectory: Subdirectory, last: boolean): Parts => {
  const { fragment, skeleton, folder, link, subroot } = subdirectoryPaths(server.paths, subdirectory)
  return {
    files: [fragment, ...(last ? [skeleton] : [])].map((path) => ({ path, mode: fileMode })),
    steps: [link, ...(last ? [subroot, folder] : [])].map((path) => removePath(place, { path })),
  }
}

/** Removes subdirectories. The files that a host has for all its subdirectories are removed with the last one. */
const withdraw = (served: Served, removed: readonly Subdirectory[], remaining: readonly Subdirectory[]): Parts => {
  const hosts = new Set(remaining.map(({ host }) => host))
  return joined(
    removed.map((subdirectory) =>
      withdrawn(
        served,
        subdirectory,
        !hosts.has(subdirectory.host) && isLast(served.server, subdirectory.host, removed),
      ),
    ),
  )
}

const isSubdirectory = (text: string): boolean => {
  try {
    return aliasName(text).includes('/')
  } catch {
    return false
  }
}

/** Whether the server has any subdirectory. Read once for all sites. */
const anyWritten = memoize(
  ({ paths, host }: WebServer): boolean =>
    host.list(paths.subdirectories).length > 0 || host.list(paths.subroots).length > 0,
)

const writtenSubdirectories = ({ owner, vhost, server }: Served): readonly Subdirectory[] => {
  if (!anyWritten(server)) return []
  const text = server.host.text(vhost)
  if (text === undefined || !isOwn(text, owner.uuid)) return []
  const [, line = ''] = /^# subdirectories: (.*)$/m.exec(text) ?? []
  return line.split(' ').filter(isSubdirectory).map(subdirectoryOf)
}

/** Removes the subdirectories that the vhost on disk has and the site no longer has. */
export const formerSubdirectories = (site: Site, server: Server, planning: Planning): Parts => {
  const served = servedBy(site, server, planning)
  const kept = new Set(served.subdirectories.map(addressOf))
  const former = writtenSubdirectories(served).filter((subdirectory) => !kept.has(addressOf(subdirectory)))
  return withdraw(served, former, served.subdirectories)
}

/** Removes all subdirectories of the site, including those in the vhost on disk. */
export const withdrawSubdirectories = (site: Site, server: Server, planning: Planning): Parts => {
  const served = servedBy(site, server, planning)
  const removed = [...served.subdirectories, ...writtenSubdirectories(served)]
  return withdraw(
    served,
    [...new Map(removed.map((subdirectory) => [addressOf(subdirectory), subdirectory])).values()],
    [],
  )
}
