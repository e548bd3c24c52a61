import { afterEach, describe, expect, it } from '@jest/globals'
import { localHost } from '../../src/hosts/local/index.js'

const host = localHost('/nonexistent')
const names = ['PROVISION_TEST_TOKEN', 'LC_ALL', 'TMPDIR', 'XDG_RUNTIME_DIR'] as const
const before = names.map((name) => [name, process.env[name]] as const)

afterEach(() => {
  for (const [name, value] of before)
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
})

const environmentOf = async (env?: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
  const { stdout } = await host.run(['env', '-0'], env === undefined ? {} : { env })
  const entries = stdout.split('\0').filter(Boolean)
  return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2)))
}

describe('the environment of a command', () => {
  it('has nothing of the caller but what every program needs', async () => {
    process.env['PROVISION_TEST_TOKEN'] = 'secret'
    process.env['TMPDIR'] = '/tmp'
    process.env['XDG_RUNTIME_DIR'] = '/run/user/1'

    const environment = await environmentOf()

    expect(environment).toMatchObject({ PATH: process.env['PATH'], TMPDIR: '/tmp', XDG_RUNTIME_DIR: '/run/user/1' })
    expect(Object.keys(environment).sort()).toEqual(
      ['PATH', 'HOME', 'LANG', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR']
        .filter((name) => process.env[name] !== undefined)
        .sort(),
    )
  })

  it('has what it is given, which wins', async () => {
    expect(await environmentOf({ db_name: 'x', TMPDIR: '/srv/tmp' })).toMatchObject({
      db_name: 'x',
      TMPDIR: '/srv/tmp',
      PATH: process.env['PATH'],
    })
  })
})

describe('a command', () => {
  it('is in a process group of its own, so that Ctrl-C does not end it', async () => {
    const { stdout } = await host.run(['sh', '-c', 'echo $$; ps -o pgid= -p $$'])

    const [process, group] = stdout.trim().split(/\s+/)
    expect(group).toBe(process)
  })

  it('that writes without an end is ended, and its output is held up to a limit', async () => {
    const { code, stdout, stderr } = await host.run(['yes'])

    expect([code === 0, stdout.length > 16_000_000, stdout.length <= 16 * 1024 * 1024]).toEqual([false, true, true])
    expect(stderr).toMatch(/yes has written more than 16 MB, and was ended$/)
  })

  it('that a signal has ended has the exit code of a shell, not that of a command that is missing', async () => {
    expect((await host.run(['sh', '-c', 'kill -TERM $$'])).code).toBe(143)
    expect((await host.run(['provision-test-no-such-command'])).code).toBe(127)
  })
})
