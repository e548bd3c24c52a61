import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandLine } from './command-line.js'

const bin = 'bin/drush'
let provision: CommandLine

/** A Drush that says who it is and what it was told. */
const makeDrush = (path: string, name: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\necho ${name} "$@"\n`)
  chmodSync(path, 0o755)
}

beforeEach(() => {
  provision = new CommandLine()
})

afterEach(() => provision.remove())

describe('the shim for scripts that call Drush', () => {
  it('does provision-* itself', () => {
    const { code, stderr } = provision.run(['--debug', '@x', '--nocolor', 'provision-verfy', '--strict=0'], { bin })

    expect(code).toBe(64)
    expect(stderr).toContain('did you mean provision-verify?')
  })

  it('hands other commands to the Drush of the platform, with root and public address', () => {
    const root = join(provision.home, 'platform')
    makeDrush(join(root, 'vendor/bin/drush'), 'own')
    provision.run(['save', '@server_master', '--context_type=server'])
    provision.run(['save', '@platform_x', '--context_type=platform', `--root=${root}`])
    const site = [
      '--uri=a.test',
      '--platform=@platform_x',
      '--aliases=www.a.test',
      '--public_url=https://www.a.test:8443',
    ]
    provision.run(['save', '@a.test', '--context_type=site', ...site])

    const { code, stdout } = provision.run(['@platform_x', 'status', '--format=json'], { bin })
    const ofSite = provision.run(['@a.test', 'status'], { bin })

    expect(stdout).toBe(`own --root=${root} status --format=json\n`)
    expect(ofSite.stdout).toBe(`own --root=${root} --uri=https://a.test:8443 status\n`)
    expect(code).toBe(0)
  })

  it('leaves aliases of others to the Drush on the path', () => {
    makeDrush(join(provision.home, 'bin/drush'), 'other')

    const { stdout } = provision.run(['@unknown', 'status'], {
      bin,
      env: { PATH: join(provision.home, 'bin') + ':/usr/bin:/bin' },
    })

    expect(stdout).toBe('other @unknown status\n')
  })

  it('says so when there is no Drush', () => {
    const { code, stderr } = provision.run(['status'], { bin, env: { PATH: '/nowhere' } })

    expect(code).toBe(127)
    expect(stderr).toContain('composer require drush/drush')
  })
})
