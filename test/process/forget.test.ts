import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.js'

let provision: CommandLine

const file = (folder: string): string => join(provision.home, folder, 'server_db.json')

const isVerified = (): void => {
  const record = JSON.parse(readFileSync(file('contexts'), 'utf8'))
  writeFileSync(file('contexts'), JSON.stringify({ ...record, recorded: { verified: true } }))
}

beforeEach(() => {
  provision = new CommandLine()
  const given = ['--context_type=server', '--db_service_type=mysql', '--master_db=env:MASTER_DB']
  provision.run(['save', '@server_db', ...given], { env: { MASTER_DB: 'mysql://root:secret@127.0.0.1' } })
})

afterEach(() => provision.remove())

describe('forgetting a context', () => {
  it('that was never verified takes no agreement', () => {
    const { code } = provision.run(['save', '@server_db', '--delete'])

    expect(code).toBe(0)
    expect(existsSync(file('contexts'))).toBe(false)
  })

  it('that was verified is refused without agreement, for its secrets would be lost', () => {
    isVerified()

    const { code, stderr } = provision.run(['save', '@server_db', '--delete'])

    expect(stderr).toContain('deleting the context @server_db with its secrets')
    expect(stderr).toContain('--confirm=@server_db or --yes')
    expect(code).toBe(64)
    expect([existsSync(file('contexts')), existsSync(file('secrets'))]).toEqual([true, true])
  })

  it.each(['--yes', '--confirm=@server_db'])('that was verified is done with %s', (agreement) => {
    isVerified()

    const { code } = provision.run(['save', '@server_db', '--delete', agreement])

    expect(code).toBe(0)
    expect([existsSync(file('contexts')), existsSync(file('secrets'))]).toEqual([false, false])
  })

  it('is shown without agreement', () => {
    isVerified()

    const { code, stdout } = provision.run(['save', '@server_db', '--delete', '--dry-run'])

    expect(code).toBe(0)
    expect(stdout).toContain('@server_db\n  - delete the context')
  })
})
