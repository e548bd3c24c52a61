import { type HostReader, programFolders } from '../../src/hosts/reader.js'
import { MemoryHost } from './hosts/memory-host.js'

/** A host that has these files, and the folders that they are in; a file in a folder for programs is a program. */
export const hostOf = (files: Readonly<Record<string, string>> = {}, user = 'aegir'): MemoryHost => {
  const facts = {
    user: { name: user, group: user, groups: new Set([user]) },
    users: new Set(['root', user, 'www-data']),
    groups: new Set(['root', 'www-data']),
    hasGroup: (name: string) => ['root', 'www-data', 'acme', 'dev'].includes(name),
    program: (name: string) => programFolders.map((folder) => `${folder}/${name}`).find((path) => path in files),
    systemd: Object.keys(files).some((path) => path.startsWith('/run/systemd/system')),
    units: new Set(Object.keys(files).flatMap((path) => /\/systemd\/system\/([^/]+)\.service$/.exec(path)?.[1] ?? [])),
    ipv6: '/proc/net/if_inet6' in files,
  }
  return new MemoryHost('localhost', '/var/aegir', facts).put(files)
}

export const readerOf = (files: Readonly<Record<string, string>> = {}, user = 'aegir'): HostReader =>
  hostOf(files, user).reader
