import { describe, expect, it } from '@jest/globals'
import { plain } from '../../src/cli/text/colour.js'
import { failureText } from '../../src/cli/text/failure-text.js'
import { jsonFailure } from '../../src/cli/json/report.js'
import { knownError } from '../../src/cli/report/known-error.js'
import { ProvisionError } from '../../src/errors.js'
import { NotJson } from '../../src/contexts/record.js'

const ofSystem = (code: string): Error =>
  Object.assign(new Error(`${code}: the system refuses, open '/srv/locks/a'`), { code, syscall: 'open' })

describe('an error of the system that ended a command', () => {
  it.each([
    ['ENOSPC', 'PROVISION_DISK_FULL', 'free some space'],
    ['EDQUOT', 'PROVISION_DISK_FULL', 'free some space'],
    ['EACCES', 'DRUSH_PERM_ERROR', 'give the provisioning user access'],
    ['EROFS', 'DRUSH_PERM_ERROR', 'mount the file system for writing'],
    ['EMFILE', 'PROVISION_PROCESS_ERROR', 'ulimit -n'],
    ['ENOENT', 'PROVISION_PROCESS_ERROR', 'namei -l'],
    ['ENOTDIR', 'PROVISION_PROCESS_ERROR', 'a part of the path is no folder'],
    ['EISDIR', 'PROVISION_PROCESS_ERROR', 'name a file'],
  ])('%s is told as %s, with a fix', async (code, expected, fix) => {
    const error = await knownError(ofSystem(code))

    expect(jsonFailure(error).error).toMatchObject({ code: expected, fix: expect.stringContaining(fix) })
    expect(failureText(error, { paint: plain, columns: 80 })).toMatch(
      /^error: E\w+: the system refuses, open '\/srv\/locks\/a'\n {2}fix: /,
    )
  })

  it('is no bug of ours when it has no code of its own', async () => {
    expect(await knownError(ofSystem('ENXIO'))).toMatchObject({ code: 'PROVISION_PROCESS_ERROR' })
  })
})

describe('an error that an error of the system has caused', () => {
  it('has the fix for the system, with the path, unless it has its own', () => {
    const cause = Object.assign(ofSystem('ENOSPC'), { path: '/srv/a b/new' })
    const caused = (fix?: string) =>
      new ProvisionError('PROVISION_CREATE_DB_FAILED', 'no', { cause, ...(fix === undefined ? {} : { fix }) })

    expect(jsonFailure(caused()).error?.fix).toContain("df -h '/srv/a b'")
    expect(jsonFailure(caused('this')).error?.fix).toBe('this')
  })
})

describe('any other error', () => {
  it('of a damaged file is told with the line', async () => {
    const error = await knownError(new NotJson('/contexts/a.json', '{\n"name": "@a"\n"uuid": 1\n}'))

    expect(error).toMatchObject({ message: '/contexts/a.json:3: not JSON: comma expected' })
  })

  it('is left as it is', async () => {
    const bug = new TypeError('x is undefined')

    expect(await knownError(bug)).toBe(bug)
  })
})
