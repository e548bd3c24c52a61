import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine, root } from './command-line.js'

let provision: CommandLine

beforeEach(() => {
  provision = new CommandLine()
  provision.run(['save', '@server_nginx', '--context_type=server', '--http_service_type=nginx'])
  provision.run(['save', '@server_apache', '--context_type=server', '--http_service_type=apache'])
})

afterEach(() => provision.remove())

describe('a warning', () => {
  it.each([[[]], [['--quiet']], [['--dry-run']]])('goes to stderr, once, with %j', (flags) => {
    const { code, stderr, stdout } = provision.run(['save', '@web', '--context_type=server', ...flags])

    expect(stderr.match(/warning: @web is an unusual name for a server/g)).toHaveLength(1)
    expect(stdout).not.toContain('unusual')
    expect(code).toBe(0)
  })

  it('is part of the JSON alone when that is asked for', () => {
    const { stderr, stdout } = provision.run(['save', '@web', '--context_type=server', '--json'])

    expect(stderr).not.toContain('unusual')
    expect(JSON.parse(stdout).warnings).toEqual([expect.stringContaining('@web is an unusual name')])
  })
})

describe('provision-recover', () => {
  it('says so when there is nothing to recover, and when nothing would be recovered', () => {
    const [done, dry] = [provision.run(['recover']), provision.run(['recover', '--dry-run'])]

    expect(done.stderr).toMatch(/^nothing to do \(/)
    expect(dry.stdout).toBe('nothing to do\n')
  })
})

describe('verify --all', () => {
  it('takes no names besides, which would mean less', () => {
    const { code, stderr } = provision.run(['verify', '--all', '@server_nginx'])

    expect(stderr).toContain('--all cannot be combined with names')
    expect(code).toBe(64)
  })
})

describe('the list', () => {
  it.each([
    ['nginx', '@server_nginx'],
    ['apache', '@server_apache'],
    ['http', '@server_apache\n@server_nginx'],
    ['db', ''],
  ])('of what offers %s', (service, names) => {
    const { stdout } = provision.run(['list', `--service=${service}`, '--format=names'])

    expect(stdout.trim()).toBe(names)
  })

  it.each([
    ['--server=@server_ngnix', 'did you mean @server_nginx?'],
    ['--platform=@server_nginx', 'is a server, not a platform'],
    ['--service=ngnix', 'did you mean nginx?'],
  ])('refuses %s', (filter, meant) => {
    const { code, stdout, stderr } = provision.run(['list', filter])

    expect(stderr).toContain(meant)
    expect(stdout).toBe('')
    expect(code).toBe(64)
  })
})

describe('what was deleted', () => {
  const saveDeleted = (name: string, context_type: string, properties = {}): void =>
    writeFileSync(
      join(provision.home, 'contexts', `${name}.json`),
      JSON.stringify({
        format: 1,
        name: `@${name}`,
        context_type,
        uuid: randomUUID(),
        properties,
        recorded: { verified: false },
      }),
    )

  beforeEach(() => {
    saveDeleted('server_apache', 'server')
    saveDeleted('a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
  })

  it.each([
    ['verify @server_a*', 'no context matches @server_a*', 'provision-install @server_apache makes it anew'],
    ['verify @server_x*', 'no context matches @server_x*', 'provision-list shows the existing contexts'],
    ['disable @a.t*', 'no context matches @a.t*', 'provision-install @a.test makes it anew'],
    ['disable @a.test', '@a.test was deleted', 'provision-install @a.test makes it anew'],
    ['enable @a.test', '@a.test was deleted', 'provision-install @a.test makes it anew'],
  ])('is not made anew by %s', (line, message, fix) => {
    const { code, stderr } = provision.run(line.split(' '))

    expect(stderr).toContain(`error: ${message}`)
    expect(stderr).toContain(fix)
    expect(code).toBe(64)
  })
})

describe('names on standard input', () => {
  it('are taken without comments and empty lines', () => {
    const input = '# the web servers\n@server_nginx # the first\n\n  # none here: @server_x\n@server_apache\n'

    const { code, stdout } = provision.run(['delete', '-', '--forget', '--dry-run'], { input })

    expect(stdout).toContain('@server_nginx')
    expect(stdout).toContain('@server_apache')
    expect(code).toBe(0)
  })
})

/** Runs a command on a terminal of its own, where somebody types a line. */
const onTerminal = (words: readonly string[], typed: string): string =>
  spawnSync('script', ['--quiet', '--return', '--command', `node bin/run.js ${words.join(' ')}`, '/dev/null'], {
    cwd: root,
    env: { ...process.env, PROVISION_HOME: provision.home, PROVISION_ALLOW_ROOT: '1', TERM: 'dumb', NO_COLOR: '1' },
    input: typed,
    encoding: 'utf8',
  }).stdout

describe('a task that deletes several contexts', () => {
  const words = ['delete', '@server_nginx', '@server_apache', '--forget']

  it('is confirmed once, by their number', () => {
    const left = onTerminal(words, '3\n')
    const done = onTerminal(words, '2\n')

    expect(left).toContain('error: not confirmed: @server_nginx, @server_apache')
    expect(done.match(/Type the number of contexts, 2, to continue/g)).toHaveLength(1)
    expect(done).toContain('Done for 2 contexts')
  })

  it.each([
    [
      [],
      'these need confirmation: deleting the context @server_nginx and all that belongs to it; deleting the context @server_apache',
    ],
    [['--confirm=@server_nginx'], '--confirm=@server_nginx is for one context, not for @server_nginx, @server_apache'],
  ])('is refused without a terminal and with %j, and says what to add', (flags, message) => {
    const { code, stderr } = provision.run([...words, ...flags])

    expect(stderr.replace(/\s+/g, ' ')).toContain(`error: ${message}`)
    expect(stderr).toContain('fix: add --yes')
    expect(code).toBe(64)
  })
})

describe('a failure', () => {
  it.each(['list', 'verify'])('of a pattern given to %s is no bug', (command) => {
    const { code, stderr } = provision.run([command, '@[z-a]*'])

    expect(stderr).toContain('error: @[z-a]* is not a pattern')
    expect(code).toBe(64)
  })

  it('of the system before there is a report is no bug', () => {
    const home = join(provision.home, 'home')
    writeFileSync(home, '')

    const { code, stderr } = provision.run(['save', '@server_x', '--context_type=server'], {
      env: { PROVISION_HOME: home },
    })

    expect(stderr).toMatch(/^error: E(NOTDIR|EXIST): /)
    expect(code).toBe(1)
  })

  it('of two contexts that are not there is 64, with --detailed-exitcodes too', () => {
    expect(provision.run(['verify', '@a.test', '@b.test', '--detailed-exitcodes']).code).toBe(64)
  })
})

describe('a secret', () => {
  it('is read from where --properties-from says that it is', () => {
    const url = 'mysql://root:secret@127.0.0.1'
    const properties = { db_service_type: 'mysql', master_db: 'env:MASTER_DB' }

    provision.run(['save', '@server_db', '--context_type=server', '--properties-from=-'], {
      input: JSON.stringify(properties),
      env: { MASTER_DB: url },
    })

    const kept = readFileSync(join(provision.home, 'secrets/server_db.json'), 'utf8')
    expect(JSON.parse(kept)).toEqual({ master_db: url })
  })

  it('that is there twice is refused, and not quoted', () => {
    const input = '{"master_db": "mysql://root:one@localhost", "master_db": "mysql://root:two@localhost"}'

    const { code, stderr } = provision.run(['save', '@server_db', '--context_type=server', '--properties-from=-'], {
      input,
    })

    expect([code, stderr]).toEqual([64, expect.stringContaining('standard input: it has "master_db" twice')])
    expect(stderr).not.toContain('root:')
  })
})
