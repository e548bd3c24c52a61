import type { Planning } from '../../../contexts/planning.js'
import type { Platform } from '../../../contexts/types/platform.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { HostReader } from '../../../hosts/reader.js'
import { command } from '../../../lib/shell-word.js'

/** The longest name that all systems take, and the groups of a user that NFS passes on with AUTH_SYS. */
const longestName = 16
const mostGroups = 16

/** What limits groups: `/etc/group`, `/proc/mounts`, and what the server uses. */
export interface GroupUse {
  readonly groups: readonly string[]
  readonly folders: readonly string[]
  readonly groupFile: string
  readonly mounts: string
}

const isBelow = (path: string, folder: string): boolean => folder === '/' || `${path}/`.startsWith(`${folder}/`)

/** The mount of a folder, if it is NFS with AUTH_SYS. */
const weakMount = (folder: string, mounts: string): string | undefined => {
  const [point = '', type = '', options = ''] =
    mounts
      .split('\n')
      .map((line) => line.split(' ').slice(1))
      .filter(([mounted = '']) => mounted !== '' && isBelow(folder, mounted))
      .sort(([left = ''], [right = '']) => right.length - left.length)[0] ?? []
  const security = /(?:^|,)sec=([^,]+)/.exec(options)?.[1] ?? 'sys'
  return /^nfs/.test(type) && security === 'sys' ? point : undefined
}

/** How many groups each user is in, for members of given groups; their first group counts too. */
const groupCounts = (groupFile: string, groups: ReadonlySet<string>): ReadonlyMap<string, number> => {
  const [counts, concerned] = [new Map<string, number>(), new Set<string>()]
  for (const line of groupFile.split('\n')) {
    const [name = '', , , members = ''] = line.split(':')
    for (const member of members.split(',').filter(Boolean)) {
      counts.set(member, (counts.get(member) ?? 1) + 1)
      if (groups.has(name)) concerned.add(member)
    }
  }
  return new Map([...counts].filter(([member]) => concerned.has(member)))
}

/** What groups of people run into, in words. */
export const groupWarnings = ({ groups, folders, groupFile, mounts }: GroupUse): readonly string[] => {
  const [mount] = folders.flatMap((folder) => weakMount(folder, mounts) ?? [])
  const tooMany = [...groupCounts(groupFile, new Set(groups))].filter(([, count]) => count > mostGroups)
  return [
    ...groups
      .filter((name) => name.length > longestName)
      .map(
        (name) => `the name of the group ${name} is longer than ${longestName} characters, which some systems refuse`,
      ),
    ...(mount === undefined
      ? []
      : tooMany.map(
          ([user, count]) =>
            `${user} is in ${count} groups, and ${mount} is on NFS with sec=sys, which passes on ${mostGroups}: mount it with sec=krb5, or take ${user} out of some (gpasswd -d ${user} GROUP)`,
        )),
  ]
}

const sitesOn = (server: Server, planning: Planning): readonly Site[] =>
  (planning.referring(server, 'web_server') as readonly Platform[]).flatMap(
    (platform) => planning.referring(platform, 'platform') as readonly Site[],
  )

/** The first folder above those of clients that others cannot go through. */
export const closedWarnings = (home: string, { way }: Pick<HostReader, 'way'>): readonly string[] =>
  way(home)
    .parts.filter(({ kind, mode }) => kind === 'directory' && (mode & 1) === 0)
    .slice(0, 1)
    .map(({ path }) => command`people cannot reach what is in clients: chmod o+x ${path}`)

export const serverWarnings = (server: Server, _: Server, planning: Planning): readonly string[] => {
  const [sites, host] = [sitesOn(server, planning), planning.host(server)]
  const limits = groupWarnings({
    groups: [...new Set(sites.flatMap(({ acl_groups }) => acl_groups))],
    folders: [server.aegir_root, ...new Set(sites.map(({ root }) => root))],
    groupFile: host.text('/etc/group') ?? '',
    mounts: host.text('/proc/self/mounts') ?? '',
  })
  return [...closedWarnings(server.aegir_root, host), ...limits].map((warning) => `${server.name}: ${warning}`)
}
