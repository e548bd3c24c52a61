import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
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
    expect(stderr).toContain('«save the context @server_master» was planned for a state that has changed since')
    expect(stderr).toContain(
      'fix: make a new plan: provision provision-save @server_master --remote_host=two.example.com --health=no-worse --dry-run --out=NEW-FILE',
    )
    expect(host()).toBe('three.example.com')
  })

  it('is refused the second time', () => {
    makePlan()
    program.run(['apply-plan', plan])

    const { code, stderr } = program.run(['apply-plan', plan])

    expect(code).toBe(1)
    expect(stderr).toContain('is not needed any more')
  })

  it.each([
    ['a file that is there already', () => writeFileSync(plan, 'mine', { mode: 0o666 })],
    ['a link', () => symlinkSync(join(program.home, 'elsewhere'), plan)],
  ])('is not saved into %s', (_, make) => {
    make()

    const { code, stderr } = program.run([
      'save',
      '@server_master',
      '--remote_host=x.example',
      '--dry-run',
      '--out',
      plan,
    ])

    expect([code, stderr]).toEqual([64, expect.stringContaining('exists already')])
    expect(existsSync(join(program.home, 'elsewhere'))).toBe(false)
  })

  it.each([
    ['others can write', () => chmodSync(plan, 0o666)],
    ['is a link', () => (renameSync(plan, `${plan}.x`), symlinkSync(`${plan}.x`, plan))],
    ['is a FIFO', () => (rmSync(plan), spawnSync('mkfifo', [plan]))],
    ['is a folder', () => (rmSync(plan), mkdirSync(plan))],
    ['is too large', () => truncateSync(plan, 65 * 1024 * 1024)],
    ['was changed', () => writeFileSync(plan, readFileSync(plan, 'utf8').replace('no-worse', 'off'))],
  ])('is refused when it %s', (_, change) => {
    program.run(['delete', '@server_master', '--no-backup', '--dry-run', '--out', plan])
    change()

    expect(program.run(['apply-plan', plan, '--yes']).code).toBe(64)
    expect(host()).toBe('one.example.com')
  })

  it('tells what a file is that is none, without its content', () => {
    const told = [
      'TOP SECRET',
      '{"format": 3, "task": "x", "plans": []}',
      '{"password": "TOP SECRET"}',
      `{"format": 4, "plans": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    ].map((text) => {
      writeFileSync(plan, text, { mode: 0o600 })
      return program.run(['apply-plan', plan])
    })

    expect(told.map(({ code }) => code)).toEqual([64, 64, 64, 64])
    expect(told[0]?.stderr).toContain('is not a saved plan')
    expect(told[1]?.stderr).toContain('is a saved plan in format 3; this version reads format 4')
    expect(told.map(({ stderr }) => stderr).join()).not.toContain('TOP SECRET')
  })

  it('is not saved for less than the task that was asked for: the failure is told, and is what the command ends with', () => {
    program.run(['save', '@platform_x', '--context_type=platform', `--root=${program.home}/missing`])
    const failed = program.run(['verify', '@platform_x', '--dry-run'])

    const { code, stderr } = program.run(['verify', '@platform_x', '--dry-run', '--out', plan])

    expect(code).toBe(failed.code)
    expect(stderr).toContain(failed.stderr.trim())
    expect(stderr).toContain(`the plan is not saved in ${plan}, because it failed for @platform_x`)
    expect(existsSync(plan)).toBe(false)
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
