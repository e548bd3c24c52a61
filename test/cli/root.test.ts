import { describe, expect, it } from '@jest/globals'
import { refuseRoot } from '../../src/cli/root.js'

describe('root', () => {
  it('is refused with what to type instead', () => {
    expect(() => refuseRoot(0, {})).toThrow(
      expect.objectContaining({ code: 'PROVISION_IS_ROOT', fix: expect.stringContaining('PROVISION_ALLOW_ROOT=1') }),
    )
  })

  it.each([
    [0, { PROVISION_ALLOW_ROOT: '1' }],
    [1000, {}],
  ])('is not refused when it is allowed or is somebody else: %j %j', (uid, env) => {
    expect(refuseRoot(uid, env)).toBeUndefined()
  })
})
