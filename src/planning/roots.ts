import { posix } from 'node:path'
import { codeHost } from '../applications/code-host.js'
import { sitesPath } from '../applications/layout.js'
import { type ContextRecord, isDeleted } from '../contexts/record.js'
import type { Context } from '../contexts/context.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import { type Complaint, ProvisionError } from '../errors.js'
import type { Way, WayPart } from '../hosts/files.js'
import type { HostReader } from '../hosts/reader.js'
import { readOr } from '../hosts/snapshot-reader.js'
import { homeFolders, inHome } from '../lib/home-folders.js'
import { isWithin } from '../lib/is-within.js'
import { memoize } from '../lib/memoize.js'
import { command } from '../lib/shell-word.js'
import { someOf } from '../lib/some-of.js'
import type { TaskPlanning } from './planning.js'
import { readable } from './select.js'

type Fault = Pick<Complaint, 'message' | 'fix'>

/** A folder of a platform, and where it really is. */
interface Place {
  readonly path: string
  readonly way: Way
}

type Asked = { readonly way: Way } | { readonly error: unknown }

const ask = (path: string, host: HostReader): Asked => {
  try {
    return { way: host.way(path) }
  } catch (error) {
    return { error }
  }
}

/** Asks for all paths before it stops at one that is not read yet, so that another machine is asked once. */
const placesAt = (paths: readonly string[], host: HostReader): readonly Place[] =>
  paths
    .map((path) => [path, ask(path, host)] as const)
    .map(([path, asked]) => {
      if ('error' in asked) throw asked.error
      return { path, way: asked.way }
    })

/** The root, and the folder of the sites, which may be a link to elsewhere. */
const foldersOf = (platform: Platform): readonly string[] => [platform.root, sitesPath(platform)]

/** How two paths overlap, in words: `is in`, `contains`. */
const pathOverlap = (path: string, other: string): string | undefined => {
  if (path === other) return 'is'
  if (isWithin(path, other)) return 'is in'
  return isWithin(other, path) ? 'contains' : undefined
}

/** The same for folders on their devices: one may be mounted in several places. */
const overlap = ({ real, onDevice: [own = real, ...below] }: Way, other: Way): string | undefined => {
  const [others = other.real, ...othersBelow] = other.onDevice
  return (
    pathOverlap(real, other.real) ??
    pathOverlap(own, others) ??
    (below.some((path) => isWithin(others, path)) ? 'contains' : undefined) ??
    (othersBelow.some((path) => isWithin(own, path)) ? 'is in' : undefined)
  )
}

/** The path, and its real one where that differs. */
const named = ({ path, way: { real } }: Place): string => (path === real ? path : `${path} (really ${real})`)

const serverOf = (platform: Platform, planning: TaskPlanning): Server =>
  planning.servers(platform, 'http')[0] ?? platform.server

/** The folders of the home, and of the server of the platform if its files are elsewhere. */
const keptFolders = (platform: Platform, host: HostReader, planning: TaskPlanning): readonly string[] => {
  const names = planning.claims.declared.namespaces.map(({ folder }) => folder)
  const ofHome = [
    ...homeFolders.map((folder) => inHome(host.home, folder)),
    ...names.map((name) => posix.join(host.home, name)),
  ]
  const { aegir_root } = serverOf(platform, planning)
  const ofServer = (['backups', 'clients', 'config'] as const).map((folder) => inHome(aegir_root, folder))
  return [...new Set([...ofHome, ...ofServer])]
}

const keptFault = (place: Place, kept: readonly Place[], host: HostReader): readonly Fault[] => {
  const found = kept.flatMap(({ path, way }) => {
    const how = overlap(place.way, way)
    return how === undefined ? [] : [{ how, path }]
  })
  const [first] = found
  if (first === undefined) return []
  const folders = someOf(
    found.map(({ path }) => path),
    1,
  )
  const message = `${named(place)} ${first.how} ${folders}, which Provision keeps for itself`
  return [{ message, fix: command`use another folder, such as ${posix.join(host.home, 'platforms/NAME')}` }]
}

const othersWrite = 0o002
const groupWrites = 0o020
const sticky = 0o1000

/** In a sticky folder nobody moves what is another's; at the end of the way, anybody could add to it. */
const isProtected = ({ mode, path }: WayPart, { real }: Way): boolean => (mode & sticky) !== 0 && path !== real

/** Who may change what others rely on: root, the script user, and whom the platform names; and groups with their names. */
const trustedBy = ({ code_owner }: Platform, { facts }: HostReader): ReadonlySet<string> =>
  new Set(['root', facts.user.name, ...(code_owner === undefined ? [] : [code_owner])])

const foreignOwner = ({ path, owner }: WayPart, { name }: Platform): Fault => ({
  message: `${path} belongs to ${owner}, who could put something else there`,
  fix: command`as root: chown -h root ${path}; or, if the code is in the hands of ${owner}: provision-save ${name} --code_owner=${owner}`,
})

/** A sticky folder, such as `/tmp`, is meant for everybody. */
const withoutOthers = ({ path, mode }: WayPart): string =>
  (mode & sticky) === 0 ? command`chmod o-w ${path}` : command`use a folder of your own below ${path}`

const partFault = (part: WayPart, way: Way, platform: Platform, trusted: ReadonlySet<string>): Fault | undefined => {
  const { path, kind, mode, owner, group } = part
  if (!trusted.has(owner)) return foreignOwner(part, platform)
  if (kind === 'link' || isProtected(part, way)) return undefined
  if ((mode & othersWrite) !== 0) return { message: `anybody may change ${path}`, fix: withoutOthers(part) }
  return (mode & groupWrites) === 0 || trusted.has(group)
    ? undefined
    : { message: `the group ${group} may change ${path}`, fix: command`chmod g-w ${path}` }
}

/** As StrictModes of sshd has it: nobody else may change anything on the way. */
const wayFaults = (platform: Platform, places: readonly Place[], host: HostReader): readonly Fault[] => {
  const trusted = trustedBy(platform, host)
  const faults = places.flatMap(({ way }) =>
    way.parts.map((part) => [part.path, partFault(part, way, platform, trusted)] as const),
  )
  return [...new Map(faults.filter(([, fault]) => fault !== undefined)).values()] as readonly Fault[]
}

/** What is wrong with the place of a platform, without a look at others. */
const ownFaults = memoize((platform: Platform, planning: TaskPlanning): readonly Fault[] => {
  const [host, own] = [codeHost(platform, planning), foldersOf(platform)]
  const found = placesAt([...own, ...keptFolders(platform, host, planning)], host)
  const [places, kept] = [found.slice(0, own.length), found.slice(own.length)]
  return [...places.flatMap((place) => keptFault(place, kept, host)).slice(0, 1), ...wayFaults(platform, places, host)]
})

const isOther = ({ name, context_type }: ContextRecord, platform: Platform): boolean =>
  context_type === platform.type && name !== platform.name

/** The folders of the other platforms on the same machine. */
const othersFolders = (platform: Platform, planning: TaskPlanning): readonly (readonly [string, string])[] =>
  readable(planning.contexts)
    .filter((record) => isOther(record, platform) && !isDeleted(record))
    .flatMap(({ name }) =>
      readOr(
        () => {
          const other = planning.contexts.typed('platform', name)
          const isHere = planning.isSameHost(serverOf(other, planning), serverOf(platform, planning))
          return isHere ? foldersOf(other).map((path) => [name, path] as const) : []
        },
        () => [],
      ),
    )

const sharedFaults = memoize((platform: Platform, planning: TaskPlanning): readonly Fault[] => {
  const [others, own] = [othersFolders(platform, planning), foldersOf(platform)]
  const found = placesAt([...own, ...others.map(([, path]) => path)], codeHost(platform, planning))
  const faults = others.flatMap(([name], index) =>
    found.slice(0, own.length).flatMap((place) => {
      const other = found[own.length + index] as Place
      const how = overlap(place.way, other.way)
      const message = `${named(place)} ${how} ${named(other)} of ${name}`
      return how === undefined ? [] : [[name, { message, fix: 'give each platform a folder of its own' }] as const]
    }),
  )
  // One for each platform: that of the root itself.
  return [...new Map([...faults].reverse())].map(([, fault]) => fault)
})

/** Complaints about the root of a platform that is saved with a new one. A machine that cannot be reached is not asked. */
export const rootComplaints = (
  record: ContextRecord,
  before: ContextRecord | undefined,
  planning: TaskPlanning,
): readonly Complaint[] => {
  const { root } = record.properties
  if (record.context_type !== 'platform' || typeof root !== 'string' || root === before?.properties['root']) return []
  const platform = planning.contexts.of(record) as Platform
  const faults = readOr(
    () => [...ownFaults(platform, planning), ...sharedFaults(platform, planning)],
    () => [],
  )
  return faults.map((fault) => ({ path: `${record.name}/root`, ...fault }))
}

const refused = ({ name }: Context, faults: readonly Fault[]): ProvisionError =>
  new ProvisionError('PROVISION_ROOT_NOT_SAFE', `${name}: ${faults.map(({ message }) => message).join('; ')}`, {
    fix: faults.flatMap(({ fix = '' }) => fix).join('; '),
    context: name,
  })

/** Refuses to make anything in a root that others could change, or that holds what is not the platform's. */
export const refuseUnsafeRoot = (context: Context, planning: TaskPlanning): void => {
  if (context.type !== 'platform' && context.type !== 'site') return
  const platform = context.type === 'site' ? context.platform : context
  const faults = [
    ...ownFaults(platform, planning),
    ...(context.type === 'platform' ? sharedFaults(platform, planning) : []),
  ]
  if (faults.length > 0) throw refused(platform, faults)
}
