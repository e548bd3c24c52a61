import { beforeAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../process/command-line.js'
import { complaintsAbout } from '../support/json-answers.js'
import { useFleet } from './support/fleet.js'
import { provision } from './support/program.js'

const fleet = useFleet()

const json = async (...words: readonly string[]) =>
  JSON.parse((await provision(fleet().home, ...words, '--json')).stdout)

/** Takes the tables that it needs away from an installation, so that its front page fails. */
const breakInstallation = (): void => writeFileSync(join(fleet().root, 'install.php'), '<?php\n')

beforeAll(async () => {
  for (const uri of ['one.test', 'two.test', 'three.test']) await fleet().saveSite(uri)
})

// The program of these tests holds its output against the schema.
describe('with real servers, the JSON', () => {
  it('of an installation has what it made, and nothing of an undo', async () => {
    const answer = await json('install', '@one.test')

    expect(answer.contexts).toMatchObject([{ context: '@one.test', ok: true, changed: true }])
    expect(Object.keys(answer.contexts[0])).not.toEqual(expect.arrayContaining(['undone']))
    expect(answer.contexts[0].changes.length).toBeGreaterThan(5)
  })

  it('of a second verify says that nothing changed', async () => {
    expect(await json('verify', '@one.test')).toMatchObject({ ok: true, changed: false, contexts: [{ changes: [] }] })
  })

  it('of an installation that fails says that it was undone, beside one that had nothing to do', async () => {
    breakInstallation()

    const answer = await json('install', '@two.test', '@one.test')

    expect(answer).toMatchObject({ ok: false, error: { context: '@two.test' } })
    expect(answer.contexts).toMatchObject([
      { context: '@two.test', ok: false, undone: true, error: { code: expect.any(String) } },
      { context: '@one.test', ok: true, changed: false },
    ])
  })

  it('of the history has the steps, the one that failed and the time used', async () => {
    const [{ id }] = await json('journal', '--result=undone', '--limit=1')

    const detail = await json('journal', id)

    expect(detail).toMatchObject({ state: 'undone', milliseconds: expect.any(Number), reason: expect.any(String) })
    expect(detail.plans[0].steps.map(({ state }: { state: string }) => state)).toEqual(
      expect.arrayContaining(['undone', 'failed', 'not run']),
    )
  })
})

describe('with real servers, the events', () => {
  it('of an installation that fails tell each step, and its undo', () => {
    const file = join(fleet().home, 'events')
    const third = openSync(file, 'w')

    spawnSync(process.execPath, [join(root, 'bin/run.js'), 'install', '@three.test', '--events=3', '--quiet'], {
      stdio: ['ignore', 'ignore', 'ignore', third],
      env: { ...process.env, PROVISION_HOME: fleet().home },
    })

    closeSync(third)
    const events = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.flatMap((event) => complaintsAbout(event, 'event'))).toEqual([])
    const kinds = events.map(({ event }) => event)
    expect(kinds).toEqual(expect.arrayContaining(['planned', 'begun', 'done', 'failed', 'undone']))
    expect(kinds.indexOf('planned')).toBeLessThan(kinds.indexOf('begun'))
    expect(kinds.lastIndexOf('undone')).toBeGreaterThan(kinds.indexOf('failed'))
  })
})
