import { describe, expect, it } from '@jest/globals'
import type { ContextRecord } from '../../src/contexts/record.js'
import type { WayPart } from '../../src/hosts/files.js'
import type { HostReader } from '../../src/hosts/reader.js'
import { rootComplaints } from '../../src/planning/roots.js'
import { MemoryHost } from '../support/hosts/memory-host.js'
import { contextFiles, newRecord, planningOn } from '../support/planning.js'

/** A host on which all ways go through these parts; Provision is `aegir` there. */
class HostWithOwners extends MemoryHost {
  parts: readonly WayPart[] = []

  override get reader(): HostReader {
    return { ...super.reader, way: (path) => ({ real: path, parts: this.parts, onDevice: this.#onDevice(path) }) }
  }

  /** Folders that are mounted in another place, too. */
  mounted: Readonly<Record<string, readonly string[]>> = {}

  #onDevice(path: string): readonly string[] {
    return this.mounted[path] ?? [`8:1:${path}`]
  }
}

const part = (given: Partial<WayPart>): WayPart => ({
  path: '/srv/x',
  kind: 'directory',
  mode: 0o755,
  owner: 'aegir',
  group: 'aegir',
  ...given,
})

const messageFor = (parts: readonly WayPart[], properties: ContextRecord['properties']): string | undefined => {
  const platform = newRecord('@platform_x', 'platform', { root: '/srv/x/code', application: 'static', ...properties })
  const host = new HostWithOwners().put(contextFiles([newRecord('@server_master', 'server', {}), platform]))
  host.parts = parts
  return rootComplaints(platform, undefined, planningOn(host))[0]?.message
}

describe('who may change what is on the way to a root', () => {
  it.each([
    ['root', [part({ owner: 'root', group: 'root' })], undefined],
    ['the script user, and its group', [part({ mode: 0o775 })], undefined],
    ['somebody else', [part({ owner: 'evil' })], '/srv/x belongs to evil, who could put something else there'],
    [
      'the user of PHP',
      [part({ owner: 'www-data' })],
      '/srv/x belongs to www-data, who could put something else there',
    ],
    [
      'who owns a link',
      [part({ kind: 'link', mode: 0o777, owner: 'evil' })],
      '/srv/x belongs to evil, who could put something else there',
    ],
    ['root, by a link', [part({ kind: 'link', mode: 0o777, owner: 'root' })], undefined],
    ['a group', [part({ mode: 0o775, group: 'www-data' })], 'the group www-data may change /srv/x'],
    ['a group, with a sticky bit', [part({ mode: 0o1775, group: 'www-data' })], undefined],
    ['anybody', [part({ mode: 0o757 })], 'anybody may change /srv/x'],
    ['anybody, in /tmp', [part({ path: '/tmp', mode: 0o1777, owner: 'root' })], undefined],
    [
      'anybody, in /tmp, for what is another’s',
      [part({ path: '/tmp', mode: 0o1777, owner: 'root' }), part({ owner: 'evil' })],
      '/srv/x belongs to evil, who could put something else there',
    ],
  ] as const)('is root, Provision, or nobody: %s', (_, parts, message) => {
    expect(messageFor(parts, {})).toBe(message)
  })

  it('is also the owner of the code, if the platform says so', () => {
    const parts = [part({ owner: 'deploy', group: 'deploy', mode: 0o775 })]

    expect(messageFor(parts, { code_owner: 'deploy' })).toBeUndefined()
    expect(messageFor(parts, { code_owner: 'other' })).toContain('belongs to deploy')
  })
})

describe('a root that is mounted from elsewhere', () => {
  it.each([
    ['the secrets', ['8:1:/var/aegir/secrets'], '/srv/x/code is /var/aegir/secrets'],
    ['a folder in them', ['8:1:/var/aegir/secrets/x'], '/srv/x/code is in /var/aegir/secrets'],
    ['the home', ['8:1:/var/aegir'], '/srv/x/code contains /var/aegir/backups'],
    [
      'other files, with the secrets mounted below',
      ['8:2:/', '8:1:/var/aegir/secrets'],
      '/srv/x/code contains /var/aegir/secrets',
    ],
    ['other files', ['8:2:/'], ''],
  ])('is compared by what it is: %s', (_, onDevice, message) => {
    const platform = newRecord('@platform_x', 'platform', { root: '/srv/x/code', application: 'static' })
    const host = new HostWithOwners().put(contextFiles([newRecord('@server_master', 'server', {}), platform]))
    host.mounted = { '/srv/x/code': onDevice }

    const told = rootComplaints(platform, undefined, planningOn(host))[0]?.message

    expect(told ?? '').toContain(message)
    expect(told === undefined).toBe(message === '')
  })
})
