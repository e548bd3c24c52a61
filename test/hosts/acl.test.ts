import { describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setAcls } from '../../src/hosts/local/acl.js'

describe('an ACL that cannot be set', () => {
  const acl = (group: string) => ({ owningGroup: '---', named: { [`group:${group}`]: 'r--' } }) as const

  it('says which folder is on a file system without ACLs, and how to mount it', () => {
    const path = `/proc/${process.pid}/comm`

    const errors = setAcls([{ path, mode: 0o644, acl: acl('daemon') }])

    expect(errors).toEqual([
      expect.objectContaining({
        message: `cannot set the ACL of ${path}: setfacl: ${path}: Operation not supported`,
        fix: expect.stringContaining(`findmnt --target ${path} shows it; as root: mount -o remount,acl MOUNTPOINT`),
      }),
    ])
  })

  it('stops no other, and says that its group does not exist', () => {
    const folder = mkdtempSync(join(tmpdir(), 'provision-acl-'))

    const errors = setAcls(['daemon', 'no-such-group'].map((group) => ({ path: folder, mode: 0o750, acl: acl(group) })))

    rmSync(folder, { recursive: true })
    expect(errors).toEqual([
      undefined,
      expect.objectContaining({ fix: 'a user or group in it does not exist: make it, and retry' }),
    ])
  })
})
