import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { TaskReport } from '../../src/provision/api.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks

const site = '@old.test'
const at = (...names: readonly string[]): string => join(home(), 'code/sites/old.test', ...names)

const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
  tasks.save(name, { properties, contextType }, { progress: quiet })

const verify = async (flags: { readonly adopt?: boolean } = {}, dryRun = false): Promise<TaskReport> =>
  (await tasks.verify([site], flags, { progress: quiet, dryRun })).at(-1) as TaskReport

const remove = () => tasks.delete([site], { noBackup: true }, { progress: quiet })

beforeEach(async () => {
  tasks = new Tasks(home())
  mkdirSync(join(home(), 'code'))
  writeFileSync(join(home(), 'code/index.html'), '')
  await save('@server_master', 'server', {})
  await save('@platform_x', 'platform', { root: join(home(), 'code') })
  await save(site, 'site', { uri: 'old.test', platform: '@platform_x' })
})

/** What somebody else has made, for nobody else to read. */
const putData = (): void => {
  mkdirSync(at(), { recursive: true })
  writeFileSync(at('data'), 'precious')
  chmodSync(at(), 0o700)
}

describe('the folder of a site that is there already', () => {
  it.each([
    ['there', () => undefined],
    [
      'elsewhere, behind a link',
      () => (mkdirSync(join(home(), 'elsewhere')), symlinkSync(join(home(), 'elsewhere'), join(home(), 'code/sites'))),
    ],
  ])('is refused, stays as it is, and is not deleted: %s', async (_, arrange) => {
    arrange()
    putData()

    const refused = await verify()
    await remove()

    expect(refused.error).toMatchObject({
      code: 'PROVISION_FOREIGN_OWNER',
      message: `${at()} is there, and Provision has not made it`,
      fix: expect.stringContaining(`provision-verify ${site} --adopt`),
    })
    expect(statSync(at()).mode & 0o777).toBe(0o700)
    expect(readdirSync(at())).toEqual(['data'])
  })

  it('is adopted by word, as the plan shows, and belongs to the site then', async () => {
    putData()

    const shown = await verify({ adopt: true }, true)
    const adopted = await verify({ adopt: true })
    const again = await verify()

    const title = `create the folder ${at()}`
    expect(shown.changes.find((change) => change.title === title)?.detail).toBe('mode 0700 → 0755, adopted: owner tag')
    expect([adopted.ok, again.ok, again.changed]).toEqual([true, true, false])
    expect(readFileSync(at('data'), 'utf8')).toBe('precious')
    await remove()
    expect(existsSync(at())).toBe(false)
  })

  it('is given back by undo, as it was', async () => {
    putData()
    await verify({ adopt: true })

    await tasks.undo(site, { progress: quiet })

    expect(statSync(at()).mode & 0o777).toBe(0o700)
    expect(readdirSync(at())).toEqual(['data'])
  })

  it('is not deleted together with the folder of all sites', async () => {
    await tasks.verify(['@platform_x'], {}, { progress: quiet })
    putData()

    const both = ['@platform_x', site]
    const shown = await tasks.delete(both, { noBackup: true }, { progress: quiet, dryRun: true })
    await tasks.delete(both, { noBackup: true }, { progress: quiet })

    const deleted = shown.flatMap(({ changes }) => changes).filter(({ action }) => action === 'delete')
    expect(deleted.map(({ title }) => title)).toEqual(['forget what was seen of the data of @platform_x'])
    expect(readFileSync(at('data'), 'utf8')).toBe('precious')
  })

  it('is taken when there is nothing in it', async () => {
    mkdirSync(at(), { recursive: true })

    expect((await verify()).ok).toBe(true)
  })

  it('needs no word when the site was verified, as in an older home that lost the mark', async () => {
    await verify()
    rmSync(at('.provision'))

    expect((await verify()).ok).toBe(true)
    expect(existsSync(at('.provision'))).toBe(true)
  })

  it('is never adopted for all contexts at once', async () => {
    await expect(tasks.verify([], { all: true, adopt: true }, { progress: quiet })).rejects.toThrow(
      '--adopt cannot be combined with --all',
    )
  })
})
