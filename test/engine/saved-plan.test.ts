import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
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

const rewrite = (change: (text: string) => string): void => writeFileSync(plan, change(readFileSync(plan, 'utf8')))

const reversed = (text: string): string => {
  const saved = JSON.parse(text) as { plans: { steps: unknown[] }[] }
  for (const { steps } of saved.plans) steps.reverse()
  return JSON.stringify(saved)
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
    [
      'has a step that deletes and that nobody agreed to',
      () => rewrite((text) => text.replace(/"consents": \[[^\]]*\]/, '"consents": []')),
    ],
    ['has its steps in another order', () => rewrite(reversed)],
  ])('is refused when it %s', (_, change) => {
    program.run(['delete', '@server_master', '--no-backup', '--dry-run', '--out', plan])
    change()

    expect(program.run(['apply-plan', plan]).code).toBe(64)
    expect(host()).toBe('one.example.com')
  })

  it('is not saved for less than the task that was asked for', () => {
    program.run(['save', '@server_master', '--http_service_type=nginx'])

    const { code, stderr } = program.run(['verify', '@server_master', '--dry-run', '--out', plan])

    expect([code, stderr]).toEqual([64, expect.stringContaining('the plan is not saved')])
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
