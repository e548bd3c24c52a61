import { beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskOptions } from '../../src/provision/api.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import type { Consent } from '../../src/engine/consent.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks

const fleet = (): string => join(home(), 'fleet')
const apply = (flags: Readonly<Record<string, boolean>> = {}, options: Partial<TaskOptions> = {}) =>
  tasks.apply([fleet()], { progress: quiet, ...options }, flags)
const names = async () => (await tasks.list({})).map(({ name }) => name)

beforeEach(async () => {
  tasks = new Tasks(home())
  for (const folder of ['code', 'fleet']) mkdirSync(join(home(), folder))
  writeFileSync(join(home(), 'code/index.html'), '')
  writeFileSync(join(fleet(), 'server.json'), JSON.stringify({ name: '@server_master', context_type: 'server' }))
  const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
    tasks.save(name, { contextType, properties }, { progress: quiet })
  await save('@server_master', 'server', {})
  await save('@platform_old', 'platform', { root: join(home(), 'code') })
  await save('@old.test', 'site', { uri: 'old.test', platform: '@platform_old' })
  await tasks.verify(['@platform_old', '@old.test'], {}, { progress: quiet })
})

describe('applying a folder', () => {
  it('tells what the home has and the folder has not, and leaves it', async () => {
    const [report] = await apply()

    expect(report?.warnings).toContain(
      'in this home, but in none of these files: @old.test, @platform_old; --prune deletes them',
    )
    expect(await names()).toHaveLength(3)
  })

  it('deletes and forgets that with --prune, once it is agreed to, as one plan', async () => {
    const agreed: string[][] = []
    const consent = async (consents: readonly Consent[]) => void agreed.push(consents.map(({ context }) => context))

    const refused = await apply({ prune: true }, { consent })
    const reports = await apply({ prune: true, 'no-backup': true }, { consent })

    expect(refused.find(({ context }) => context === '@old.test')?.error?.code).toBe('PROVISION_BACKUP_FAILED')
    expect(agreed).toEqual([['@platform_old'], ['@old.test', '@platform_old']])
    expect(reports.flatMap(({ error }) => error?.message ?? [])).toEqual([])
    expect(await names()).toEqual(['@server_master'])
  })

  it('prunes nothing when the folder has no context at all: a missing mount would be the end of the home', async () => {
    writeFileSync(join(fleet(), 'server.json'), '[]')

    await expect(apply({ prune: true, 'no-backup': true })).rejects.toThrow('there is no context in')
  })

  it('prunes nothing that the folder refers to, and nothing for a single file', async () => {
    const site = { name: '@new.test', context_type: 'site', properties: { uri: 'new.test', platform: '@platform_old' } }
    writeFileSync(join(fleet(), 'site.json'), JSON.stringify(site))

    const reports = await apply({ prune: true, 'no-backup': true })

    expect(reports.flatMap(({ error }) => error?.message ?? [])).toEqual(['@platform_old is in use by @new.test'])
    await expect(tasks.apply([join(fleet(), 'server.json')], { progress: quiet }, { prune: true })).rejects.toThrow(
      '--prune needs a folder',
    )
  })
})

describe('a context file', () => {
  it.each([
    [
      'a key that is twice',
      '{"name": "@s", "context_type": "server",\n"context_type": "site"}',
      ':2: it has "context_type" twice',
    ],
    ['an unknown key', '{"name": "@s", "context_type": "server", "propertis": {}}', 'did you mean properties?'],
  ])('is refused with %s, of which nothing would be seen', async (_, text, message) => {
    writeFileSync(join(fleet(), 's.json'), text)

    await expect(apply()).rejects.toThrow(message)
  })

  it('is refused with a UUID by which nothing of its context could be found again', async () => {
    writeFileSync(join(fleet(), 's.json'), '{"name": "@s", "context_type": "server", "uuid": "mine"}')

    expect((await apply()).find(({ context }) => context === '@s')?.error?.message).toBe(
      '@s/uuid: not a UUID in small letters',
    )
  })
})
