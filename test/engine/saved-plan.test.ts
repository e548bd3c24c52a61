import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from '../process/command-line.js'

let program: CommandLine
let plan: string
beforeEach(() => {
  program = new CommandLine()
  plan = join(program.home, 'plan.json')
  program.run(['save', '@server_master', '--context_type=server', '--remote_host=one.example.com'])
})
afterEach(() => program.remove())

const host = (): unknown =>
  JSON.parse(readFileSync(join(program.home, 'contexts/server_master.json'), 'utf8')).properties.remote_host

const makePlan = (): void => {
  const { code } = program.run(['save', '@server_master', '--remote_host=two.example.com', '--dry-run', '--out', plan])
  expect(code).toBe(0)
}

describe('a saved plan', () => {
  it('changes nothing while it is made, and can be read by its user alone', () => {
    makePlan()

    expect(host()).toBe('one.example.com')
    expect(statSync(plan).mode & 0o777).toBe(0o600)
  })

  it('is carried out later, exactly', () => {
    makePlan()

    const { code, stderr } = program.run(['apply-plan', plan])

    expect(stderr).toContain('[@server_master] save the context')
    expect(code).toBe(0)
    expect(host()).toBe('two.example.com')
  })

  it('is refused when the world has moved since', () => {
    makePlan()
    program.run(['save', '@server_master', '--remote_host=three.example.com'])

    const { code, stderr } = program.run(['apply-plan', plan])

    expect(code).toBe(1)
    expect(stderr).toContain('was planned for a state that has changed since')
    expect(host()).toBe('three.example.com')
  })

  it('is refused the second time', () => {
    makePlan()
    program.run(['apply-plan', plan])

    const { code, stderr } = program.run(['apply-plan', plan])

    expect(code).toBe(1)
    expect(stderr).toContain('has changed since')
  })

  it('cannot be made with a secret that is given with the command', () => {
    const { code, stderr } = program.run(
      ['save', '@server_master', '--db_service_type=mysql', '--master_db=env:SECRET', '--dry-run', '--out', plan],
      {
        env: { SECRET: 'mysql://root:hidden@127.0.0.1' },
      },
    )

    expect(code).not.toBe(0)
    expect(stderr).not.toContain('hidden')
    expect(existsSync(plan)).toBe(false)
  })

  it('that deletes is carried out only when that is agreed to', () => {
    program.run(['delete', '@server_master', '--forget', '--dry-run', '--out', plan])

    const [refused, agreed] = [program.run(['apply-plan', plan]), program.run(['apply-plan', plan, '--yes'])]

    expect(refused.stderr).toContain(
      'deleting the context @server_master and all that belongs to it needs confirmation',
    )
    expect([refused.code, agreed.code]).toEqual([64, 0])
    expect(existsSync(join(program.home, 'contexts/server_master.json'))).toBe(false)
  })
})
