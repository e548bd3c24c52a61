import { aliasName } from '../../contexts/shapes.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Step } from '../../steps/common/step.js'
import type { WebFile } from '../../steps/web/control.js'
import { memoize } from '../../lib/memoize.js'
import { isOwn } from './header.js'
import { type Subdirectory, siteSubdirectories, subdirectoryOf } from './names.js'
import { serverPaths, subdirectoryPaths, vhostFile } from './paths.js'
import { directory, fileMode, ownMode, passableMode, removal, symlink } from './steps.js'
import type { WebServerText } from './web-server-text.js'

interface Parts {
  readonly files: readonly WebFile[]
  readonly steps: readonly (Step & { readonly path: string })[]
}

const addressOf = ({ host, directory: name }: Subdirectory): string => `${host}/${name}`

/** The line of a vhost that says which subdirectories the site has, so that the next verify knows which it had. */
export const subdirectoryLine = (subdirectories: readonly Subdirectory[]): string =>
  subdirectories.length === 0 ? '' : `# subdirectories: ${subdirectories.map(addressOf).join(' ')}`

const onePerPath = <Item extends { readonly path: string }>(items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [item.path, item])).values(),
]

const foldersOf = (site: Site, subdirectory: Subdirectory, text: WebServerText): Parts['steps'] => {
  const { folder, subroot, link } = subdirectoryPaths(site.platform.web_server, subdirectory)
  const fragments = directory(site, folder, ownMode)
  if (!text.linksSubdirectories) return [fragments]
  return [fragments, directory(site, subroot, passableMode), symlink(site, link, site.platform.root)]
}

/**
 * A fragment for each, which the vhost of the host includes. That vhost is another site's, or, where there is none,
 * a skeleton; the skeleton is always written, and comes after all others, so that nobody has to know.
 */
export const presentSubdirectories = (site: Site, text: WebServerText, look: HostReader): Parts => {
  const subdirectories = siteSubdirectories(site)
  const server = site.platform.web_server
  return {
    files: onePerPath(
      subdirectories.flatMap((one) => [text.subdirectory(site, one), text.skeleton(server, one.host, look)]),
    ),
    steps: onePerPath(subdirectories.flatMap((one) => foldersOf(site, one, text))),
  }
}

/** Whether nothing stays at the host when the given subdirectories have gone. */
const isLast = (site: Site, host: string, going: readonly Subdirectory[], look: HostReader): boolean => {
  const { folder } = subdirectoryPaths(site.platform.web_server, { host, directory: '' })
  const goes = new Set(going.filter((one) => one.host === host).map((one) => `${one.directory}.conf`))
  return look.list(folder).every((name) => goes.has(name))
}

const withdrawn = (site: Site, subdirectory: Subdirectory, last: boolean): Parts => {
  const { fragment, skeleton, folder, link, subroot } = subdirectoryPaths(site.platform.web_server, subdirectory)
  return {
    files: [fragment, ...(last ? [skeleton] : [])].map((path) => ({ path, mode: fileMode })),
    steps: [link, ...(last ? [subroot, folder] : [])].map((path) => removal(site, path)),
  }
}

/** Takes subdirectories away; what a host has for all of its subdirectories goes with the last one. */
export const withdrawSubdirectories = (
  site: Site,
  going: readonly Subdirectory[],
  look: HostReader,
  staying: readonly Subdirectory[] = [],
): Parts => {
  const hosts = new Set(staying.map(({ host }) => host))
  const parts = going.map((one) => withdrawn(site, one, !hosts.has(one.host) && isLast(site, one.host, going, look)))
  return {
    files: onePerPath(parts.flatMap(({ files }) => files)),
    steps: onePerPath(parts.flatMap(({ steps }) => steps)),
  }
}

const isSubdirectory = (text: string): boolean => {
  try {
    return aliasName(text).includes('/')
  } catch {
    return false
  }
}

/** Whether there is a subdirectory on the server at all; read once for all sites. */
const anyWritten = memoize((server: Server, look: HostReader): boolean => {
  const { subdirectories, subroots } = serverPaths(server)
  return look.list(subdirectories).length > 0 || look.list(subroots).length > 0
})

const writtenSubdirectories = (site: Site, look: HostReader): readonly Subdirectory[] => {
  if (!anyWritten(site.platform.web_server, look)) return []
  const text = look.text(`${vhostFile(site)}.conf`)
  if (text === undefined || !isOwn(text, site.uuid)) return []
  const [, line = ''] = /^# subdirectories: (.*)$/m.exec(text) ?? []
  return line.split(' ').filter(isSubdirectory).map(subdirectoryOf)
}

/** Takes away what the vhost on disk has and the site has no longer. */
export const formerSubdirectories = (site: Site, look: HostReader): Parts => {
  const wanted = siteSubdirectories(site)
  const kept = new Set(wanted.map(addressOf))
  const former = writtenSubdirectories(site, look).filter((one) => !kept.has(addressOf(one)))
  return withdrawSubdirectories(site, former, look, wanted)
}
