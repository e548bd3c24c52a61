import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localHost } from '../../src/hosts/local/index.js'
import { type Before, stepKind as removal, type RemovalStep } from '../../src/steps/removal.js'
import type { Prepared } from '../../src/steps/common/kind.js'
import type { Run, World } from '../../src/steps/common/world.js'
import { runIn, undoStep } from '../support/steps.js'

let folder: string
let world: Run
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-removal-'))
  world = runIn({ host: () => localHost(folder) } as unknown as World)
  mkdirSync(at('site/files'), { recursive: true })
  writeFileSync(at('site/files/photo'), 'a photo')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (path: string): string => join(folder, path)

const step = (): RemovalStep => ({
  kind: 'removal',
  host: 'localhost',
  stage: 'withdraw',
  context: '@a',
  title: 'remove the site',
  path: at('site'),
})

/** As the engine prepares it, for a journal of this name. */
const prepared = async (journal: string): Promise<Prepared<RemovalStep, Before>> => {
  const [observed = {}] = await removal.observe([step()], world)
  const keep = () => at(`journal/open/${journal}/keep-0-0`)
  const [preparation] = await removal.prepare([{ step: step(), observed }], { ...world, keep })
  if (preparation?.ok !== true) throw preparation?.error
  return { step: step(), before: preparation.before }
}

describe('a removal', () => {
  it('moves aside, named after its task, what is gone for good only in the end', async () => {
    const one = await prepared('20260101T000000-0123abcd')

    await removal.run([one], world)

    expect(readdirSync(folder)).toEqual(['.site.removed-20260101T000000-0123abcd'])
    await removal.discard?.([one], world)
    expect(readdirSync(folder)).toEqual([])
  })

  it('is undone with what it had moved itself, not with what an earlier one left', async () => {
    mkdirSync(at('.site.removed-20250101T000000-0123abcd'))
    const one = await prepared('20260101T000000-0123abcd')

    await removal.run([one], world)
    await undoStep(removal, one, world)

    expect(readFileSync(at('site/files/photo'), 'utf8')).toBe('a photo')
    expect(existsSync(at('.site.removed-20250101T000000-0123abcd'))).toBe(true)
  })

  it('takes away for good what has come back since it was moved aside', async () => {
    const one = await prepared('20260101T000000-0123abcd')
    await removal.run([one], world)
    mkdirSync(at('site/files'), { recursive: true })

    const [outcome] = await removal.run([one], world)

    expect(outcome).toEqual({ ok: true })
    expect(existsSync(at('site'))).toBe(false)
  })

  it.each([
    ['another text', () => writeFileSync(at('site/.provision'), 'TOP SECRET')],
    ['a link', () => (writeFileSync(at('secret'), 'TOP SECRET'), symlinkSync(at('secret'), at('site/.provision')))],
  ])('is refused where the mark is %s, which is not quoted', async (_, make) => {
    make()
    const marked = { ...step(), mark: '0123abcd-0000-4000-8000-000000000001' }

    const [observed = {}] = await removal.observe([marked], world)

    expect(JSON.stringify(observed)).not.toContain('SECRET')
    expect(() => removal.change(marked, observed)).toThrow(`${at('site/.provision')} does not say whose`)
  })

  it('is refused, with what to type, when it could not be completed', async () => {
    chmodSync(at('site/files'), 0o500)

    const [observed = {}] = await removal.observe([step()], world)

    expect(() => removal.change(step(), observed)).toThrow(
      expect.objectContaining({
        code: 'DRUSH_PERM_ERROR',
        message: expect.stringContaining(`has no permission to change ${at('site/files')}`),
        fix: expect.stringContaining('chown -hR'),
      }),
    )
    chmodSync(at('site/files'), 0o700)
  })
})
