import { describe, expect, it } from '@jest/globals'
import { type GroupUse, closedWarnings, groupWarnings } from '../../../src/services/acl/posix/limits.js'

const groupFile = (groups: number): string =>
  [
    `acme:x:2000:jane,joe`,
    ...Array.from({ length: groups - 2 }, (_, index) => `g${index}:x:${3000 + index}:jane`),
  ].join('\n')

const nfs = 'server:/srv /srv nfs4 rw,sec=sys 0 0'
const root = '/dev/sda1 / ext4 rw 0 0'

const use = (changes: Partial<GroupUse> = {}): GroupUse => ({
  groups: ['acme'],
  folders: ['/var/aegir', '/srv/platforms/x'],
  groupFile: groupFile(17),
  mounts: [root, nfs].join('\n'),
  ...changes,
})

const tooMany = [expect.stringMatching(/^jane is in 17 groups, and \/srv is on NFS with sec=sys, which passes on 16/)]

describe('limits of groups', () => {
  it.each<[string, Partial<GroupUse>, readonly unknown[]]>([
    ['more than 16 groups of a member, and NFS with AUTH_SYS', {}, tooMany],
    ['NFS without sec, which is AUTH_SYS', { mounts: nfs.replace(',sec=sys', '') }, tooMany],
    ['16 groups', { groupFile: groupFile(16) }, []],
    ['NFS with Kerberos', { mounts: nfs.replace('sys', 'krb5p') }, []],
    ['NFS elsewhere', { folders: ['/var/aegir', '/srv2/x'] }, []],
    ['another file system below the NFS', { mounts: `${nfs}\n/dev/sdb1 /srv/platforms ext4 rw 0 0` }, []],
    ['members of other groups', { groups: ['other'] }, []],
    [
      'a name of 17 characters',
      { groups: ['a'.repeat(17), 'b'.repeat(16)] },
      [expect.stringMatching(/^the name .*a+ is longer/)],
    ],
  ])('%s', (_, changes, warnings) => {
    expect(groupWarnings(use(changes))).toEqual(warnings)
  })
})

describe('the way to folders of clients', () => {
  const part = (path: string, mode: number) =>
    ({ path, kind: 'directory', mode, owner: 'aegir', group: 'aegir' }) as const
  const way = (mode: number) => () => ({
    real: '/var/aegir',
    onDevice: [],
    parts: [part('/var', 0o755), part('/var/aegir', mode)],
  })

  it('is told where others cannot go through', () => {
    expect(closedWarnings('/var/aegir', { way: way(0o700) })).toEqual([
      'people cannot reach what is in clients: chmod o+x /var/aegir',
    ])
    expect(closedWarnings('/var/aegir', { way: way(0o711) })).toEqual([])
  })
})
