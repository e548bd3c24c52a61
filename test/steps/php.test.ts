import { describe, expect, it } from '@jest/globals'
import { secretMark } from '../../src/contexts/secret.js'
import { stepKind as php, type PhpStep } from '../../src/steps/php.js'
import { programWorld } from './program-world.js'

const step: PhpStep = {
  kind: 'php',
  host: 'localhost',
  stage: 'application',
  context: '@example.com',
  title: 'install WordPress for example.com',
  php: '/usr/bin/php8.2',
  script: 'wordpress/install.php',
  directory: '/srv/x',
  environment: {},
  input: JSON.stringify({ uri: 'example.com' }),
  timeoutSeconds: 60,
  failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
}

const prepared = (...changes: readonly Partial<PhpStep>[]) =>
  changes.map((change) => ({ step: { ...step, ...change }, before: {} }))

describe('php', () => {
  it('always runs, and says what', () => {
    expect(php.change(step, undefined)).toEqual({ action: 'run', detail: 'wordpress/install.php' })
  })

  it('runs the script in its directory, with its input, and no longer than it may take', async () => {
    const { world, ran } = programWorld({ stdout: '{}' })

    await php.run(prepared({}), world)

    expect(ran[0]?.words[0]).toBe('/usr/bin/php8.2')
    expect(ran[0]?.words.at(-1)).toMatch(/\/templates\/wordpress\/install\.php$/)
    expect(ran[0]?.options).toMatchObject({
      cwd: '/srv/x',
      env: {},
      input: '{"uri":"example.com"}',
      timeoutSeconds: 60,
    })
  })

  it('gives the text values of the JSON that the script writes', async () => {
    const { world } = programWorld({ stdout: '{"login_link":"http://example.com/","count":3}' })

    expect(await php.run(prepared({}), world)).toEqual([{ ok: true, result: { login_link: 'http://example.com/' } }])
  })

  it('fails when there is no result, without showing what was written', async () => {
    const { world } = programWorld({ stdout: '{"login_link":"http://' })

    const [outcome] = await php.run(prepared({}), world)

    expect(outcome).toMatchObject({
      ok: false,
      error: { message: 'cannot install WordPress for example.com: wordpress/install.php returned no result' },
    })
  })

  it('fails for one site alone', async () => {
    const { world } = programWorld({ stdout: '{}' })

    const outcomes = await php.run(prepared({ input: secretMark('@other', 'db_passwd') }, {}), world)

    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true])
  })
})
