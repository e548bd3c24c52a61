import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.js'

let provision: CommandLine
let place: string

beforeEach(() => {
  provision = new CommandLine()
  provision.run(['save', '@server_master', '--context_type=server'])
  provision.run(['save', '@server_db', '--context_type=server'])
  const path = join(provision.home, 'contexts/bad.json')
  writeFileSync(path, '{\n  "format": 1,\n  "name": "@bad"\n  "uuid": 1\n}\n')
  place = `${path}:4: not JSON: comma expected`
})

afterEach(() => provision.remove())

describe('a damaged context file', () => {
  it.each([
    [['verify', '@bad']],
    [['show', '@bad']],
    [['install', '@bad']],
    [['delete', '@bad', '--yes']],
    [['save', '@bad', '--delete']],
  ])('is named with its line by %j', (words) => {
    const { code, stderr } = provision.run(words)

    expect(stderr).toContain(`error: ${place}\n  fix: repair the file`)
    expect(code).toBe(64)
  })

  it('may be one that cannot be opened, which the list has with the reason', () => {
    symlinkSync('loop.json', join(provision.home, 'contexts/loop.json'))

    const [list, verify] = [provision.run(['list']), provision.run(['verify', '@loop', '@server_db'])]

    expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/^SERVER\n@server_db\n[^]*\n@loop .*ELOOP/) })
    expect(verify.stderr).toMatch(/^error: ELOOP[^]*fix: correct the links[^]*: nothing to do/m)
  })

  it('is a line of the list', () => {
    const { code, stdout } = provision.run(['list'])

    expect(code).toBe(0)
    expect(stdout).toBe(`SERVER\n@server_db\n@server_master\n\nDAMAGED\n@bad     ${place}\n`)
  })

  it.each([
    [['verify', '--all', '--json']],
    [['verify', '@*', '--json']],
    [['verify', '@bad', '@server_db', '@server_master', '--json']],
  ])('fails alone in %j', (words) => {
    const { code, stdout } = provision.run(words)

    expect(JSON.parse(stdout).contexts).toEqual([
      expect.objectContaining({ context: '@server_db', ok: true }),
      expect.objectContaining({ context: '@server_master', ok: true }),
      expect.objectContaining({ context: '@bad', ok: false, error: expect.objectContaining({ message: place }) }),
    ])
    expect(code).toBe(64)
  })
})
