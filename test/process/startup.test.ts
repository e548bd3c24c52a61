import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '../../src/commands/commands.generated.js'
import { CommandLine, root } from './command-line.js'

const ids = Object.keys(commands)
let provision: CommandLine

beforeAll(() => {
  provision = new CommandLine()
})

afterAll(() => provision.remove())

describe('the version', () => {
  it.each(['--version', '-v', '-V', 'version'])('is told by %s', (word) => {
    const { code, stdout } = provision.run([word])

    expect(code).toBe(0)
    expect(stdout).toMatch(/^provision\/\d+\.\d+\.\d+ linux-\w+ node-v\d+/)
  })

  it('is told through a link, as from /usr/local/bin', () => {
    const link = join(provision.home, 'provision')
    symlinkSync(join(root, 'bin/provision'), link)

    const { status, stdout } = spawnSync(link, ['--version'], { encoding: 'utf8' })

    expect(status).toBe(0)
    expect(stdout).toMatch(/^provision\//)
  })
})

describe('help', () => {
  it.each(ids)('of %s has an example', (id) => {
    const { code, stdout } = provision.run([...id.split(':'), '--help'])

    expect(code).toBe(0)
    expect(stdout).toMatch(/EXAMPLES\n\s+\$ (?:.*\| )?provision /)
  })

  it('lists all commands when nothing is typed', () => {
    const { stdout } = provision.run([])

    for (const id of ids) expect(stdout).toContain(id.split(':')[0])
  })

  it('of provision-save lists the properties of each type', () => {
    const { stdout } = provision.run(['save', '--help'])

    expect(stdout).toContain('of a server, with http')
    expect(stdout).toMatch(/--http_port\s+port that the web server listens on/)
  })

  it.each([['--help', '--json'], ['@x', '--help'], ['-h']])('of %j lists the commands', (...words) => {
    const { code, stdout } = provision.run(words)

    expect(code).toBe(0)
    expect(stdout).toContain('provision-verify')
  })

  it('is given to root', () => {
    expect(provision.run(['save', '--help'], { env: { PROVISION_ALLOW_ROOT: '' } }).code).toBe(0)
  })

  it('is written from a manifest that has every command', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))

    expect(Object.keys(manifest.commands).sort()).toEqual([...ids].sort())
  })
})

describe('words that are wrong', () => {
  it.each([
    [['provision-verfy', '@x'], 'did you mean provision-verify?'],
    [['verify', '@x', '--chekc'], 'did you mean --check?'],
    [['save', '@x', '--dry-rnu'], 'did you mean --dry-run?'],
    [['save', '@x', '--context_type=server', '--http_prt=80'], 'http_port'],
    [['sandbox', 'strt'], 'did you mean sandbox start?'],
    [['verify'], 'name contexts'],
    [['-x'], 'no command given'],
    [['@x', '--foo'], 'no command given for @x'],
    [['delete', '@x'], '--confirm=@x or --yes'],
  ])('%j end with 64, nothing on stdout, and what was meant', (words, meant) => {
    const { code, stdout, stderr } = provision.run(words)

    expect(stderr).toContain(meant)
    expect(stdout).toBe('')
    expect(code).toBe(64)
  })

  it.each([[['save', '@x', '--dry-rnu=1', '--json']], [['--json']]])('%j are told as JSON', (words) => {
    const { code, stdout, stderr } = provision.run(words)

    expect(code).toBe(64)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'PROVISION_USAGE' } })
  })
})

describe('the order of words', () => {
  it.each([
    [['provision-save', '@server_a']],
    [['@server_a', 'provision-save']],
    [['save', '@server_a']],
    [['@server_a', 'save']],
  ])('%j does the same', (words) => {
    const { code, stdout } = provision.run([...words, '--context_type=server', '--dry-run', '--json'])

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, context: '@server_a' })
  })
})
