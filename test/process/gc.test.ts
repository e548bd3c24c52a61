import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.js'

let provision: CommandLine

const at = (...words: readonly string[]): string => join(provision.home, ...words)
const gc = (...flags: readonly string[]) => provision.run(['provision-gc', ...flags])

/** The host name of a site that is not there. */
const orphan = (): string => {
  const path = at('hosts/gone.test')
  mkdirSync(at('hosts'), { recursive: true })
  writeFileSync(path, '@gone.test\n')
  return path
}

const verified = (name: string): void => {
  const path = at('contexts', `${name}.json`)
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), recorded: { verified: true } }))
}

beforeEach(() => {
  provision = new CommandLine()
  const given = ['--context_type=server', '--db_service_type=mysql', `--db_socket=${at('nobody.sock')}`]
  provision.run(['save', '@server_db', ...given, '--master_db=env:MASTER_DB'], {
    env: { MASTER_DB: 'mysql://root:secret@localhost' },
  })
})

afterEach(() => provision.remove())

describe('provision-gc', () => {
  it('says that there is nothing, and exits 0, with --check too', () => {
    const [usual, check] = [gc(), gc('--check')]

    expect([usual.stdout, check.stdout]).toEqual(['no orphans found\n', 'no orphans found\n'])
    expect([usual.code, check.code]).toEqual([0, 0])
  })

  it('only lists with --check and --dry-run, and exits 2 and 0', () => {
    const path = orphan()

    const [check, dry] = [gc('--check'), gc('--dry-run')]

    expect(check.stdout).toContain(
      `temporary files of ended commands: provision-gc removes them (1)\n  - ${path}\n      of: @gone.test\n`,
    )
    expect(dry.stdout).toBe(check.stdout)
    expect([check.code, dry.code, existsSync(path)]).toEqual([2, 0, true])
  })

  it('removes without flags, and exits 0', () => {
    const path = orphan()

    const { code, stdout } = gc()

    expect(stdout).toContain(`removed (1)\n  - ${path}\n`)
    expect([code, existsSync(path)]).toEqual([0, false])
  })

  it('exits 2 with --detailed-exitcodes when it has removed something, and 0 when there was nothing', () => {
    orphan()

    const codes = [gc('--detailed-exitcodes'), gc('--detailed-exitcodes')].map(({ code }) => code)

    expect(codes).toEqual([2, 0])
  })

  it('prints one JSON object', () => {
    const where = orphan()

    const { code, stdout } = gc('--json')

    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      changed: true,
      findings: [
        {
          kind: 'name',
          where,
          context: '@gone.test',
          why: 'there is no context @gone.test',
          fix: 'provision-gc removes it',
          removable: true,
          removed: true,
        },
      ],
      warnings: [],
    })
    expect(code).toBe(0)
  })

  it('names a database server that is down, removes and lists the rest, and exits 1', () => {
    verified('server_db')
    const path = orphan()

    const [check, usual] = [gc('--check'), gc('--json')]

    expect(check.stdout).toContain(path)
    expect(check.stderr).toMatch(/^error: the databases of @server_db cannot be read\n {2}why: cannot connect/)
    expect(JSON.parse(usual.stdout)).toMatchObject({
      ok: false,
      changed: true,
      findings: [{ where: path, removed: true }],
      error: { code: 'PROVISION_DB_CONNECT_FAIL', context: '@server_db' },
    })
    expect([check.code, usual.code, existsSync(path)]).toEqual([1, 1, false])
  })

  it('refuses while a context is damaged, for that could own anything', () => {
    const path = orphan()
    writeFileSync(at('contexts/bad.json'), '{\n"name"')

    const { code, stdout, stderr } = gc()
    rmSync(at('contexts/bad.json'))

    expect(stderr).toContain(`${at('contexts/bad.json')}:2: not JSON: colon expected`)
    expect([code, stdout, existsSync(path)]).toEqual([64, '', true])
  })
})
