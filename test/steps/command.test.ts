import { describe, expect, it } from '@jest/globals'
import { secretMark } from '../../src/contexts/secret.js'
import { stepKind as command, type CommandStep } from '../../src/steps/command.js'
import { programWorld } from './program-world.js'

const step: CommandStep = {
  kind: 'command',
  host: 'localhost',
  stage: 'application',
  context: '@example.com',
  title: 'run migrate for example.com',
  words: ['php', 'artisan', 'migrate'],
  directory: '/srv/x',
  environment: { db_passwd: secretMark('@example.com', 'db_passwd') },
  failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
}

const observation = { step, observed: undefined }

type Ready = Parameters<typeof command.run>[0][number]

const prepared = (changes: Partial<CommandStep> = {}) => [{ step: { ...step, ...changes }, before: {} }]

describe('command', () => {
  it('always runs, and says what', () => {
    expect(command.change(step, undefined)).toEqual({ action: 'run', detail: 'php artisan migrate' })
  })

  it('gives secrets in the environment, never as a word', async () => {
    const { world, ran } = programWorld({})

    const outcomes = await command.run(prepared(), world)

    expect(outcomes).toEqual([{ ok: true }])
    expect(ran.map(({ words }) => words)).toEqual([['php', 'artisan', 'migrate']])
    expect(ran[0]?.options).toMatchObject({ cwd: '/srv/x', env: { db_passwd: 's3cret' } })
  })

  it('does not fill a secret mark in a word', async () => {
    const { world, ran } = programWorld({})
    const mark = secretMark('@example.com', 'db_passwd')

    await command.run(prepared({ words: ['login', mark] }), world)

    expect(ran[0]?.words).toEqual(['login', mark])
  })

  it('ends what it has started, and nothing else, when it is undone', async () => {
    const { world, ran, ended } = programWorld({ code: 1 })
    const [one, other] = (await command.prepare([observation, observation], world)).map((ready) => ({
      step,
      before: ready.ok ? ready.before : {},
    })) as [Ready, Ready]

    await command.run([one, other], world)
    await command.undo([other], world)

    const [first, second] = ran.map(({ options }) => options.id)
    expect(first).not.toBe(second)
    expect(ended).toEqual([second])
  })

  it('ends nothing for a journal of version 0.1.0, which does not name what it ran', async () => {
    const { world, ended } = programWorld({})

    expect(await command.undo(prepared(), world)).toEqual([{ ok: true }])
    expect(ended).toEqual([])
  })

  it('tells the last lines of what the command said, without secrets', async () => {
    const { world } = programWorld({ code: 1, stderr: 'one\n'.repeat(20) + 'access denied with s3cret\n' })

    const [outcome] = await command.run(prepared(), world)

    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: 'PROVISION_DRUPAL_INSTALL_FAILED',
        message: `cannot run migrate for example.com: ${'one\n'.repeat(7)}access denied with ********`,
        context: '@example.com',
      },
    })
  })

  it('fails when a secret is not known, and runs nothing', async () => {
    const { world, ran } = programWorld({})

    const [outcome] = await command.run(
      prepared({ environment: { key: secretMark('@example.com', 'unknown') } }),
      world,
    )

    expect(outcome).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('@example.com has no unknown') },
    })
    expect(ran).toEqual([])
  })
})
