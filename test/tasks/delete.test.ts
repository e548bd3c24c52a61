import { beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Consent } from '../../src/engine/consent.js'
import { Tasks } from '../support/tasks.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()

describe('deleting contexts', () => {
  const options = { progress: quiet }
  let tasks: Tasks

  const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
    tasks.save(name, { contextType, properties }, options)
  const remove = async (name: string, forget = false) => {
    const [report] = await tasks.delete([name], { noBackup: true, forget }, options)
    return report?.error?.message
  }
  const listed = async () => (await tasks.list({})).map(({ name }) => name)
  const verified = async (words: readonly string[], flags: Readonly<Record<string, boolean>>) =>
    (await tasks.verify(words, { platforms: false, sites: false, all: false, ...flags }, options)).map(
      ({ context }) => context,
    )

  beforeEach(async () => {
    tasks = new Tasks(home())
    mkdirSync(join(home(), 'code'))
    writeFileSync(join(home(), 'code', 'index.html'), '')
    await save('@server_master', 'server', {})
    await save('@platform_x', 'platform', { root: join(home(), 'code') })
    await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x', aliases: 'www.a.test' })
    await verified([], { all: true })
  })

  it('is agreed to once, for all of them', async () => {
    const asked: string[][] = []
    const consent = async (consents: readonly Consent[]) => void asked.push(consents.map(({ to }) => to))
    const deleting = { noBackup: true }

    await tasks.delete(['@platform_x', '@a.test'], deleting, { ...options, consent, dryRun: true })
    await tasks.delete(['@platform_x', '@a.test'], deleting, { ...options, consent })

    expect(asked).toEqual([['@platform_x', '@a.test'].map((name) => `deleting ${name} and all that belongs to it`)])
  })

  it('leaves them as they were given, and only a verify by name makes them true again', async () => {
    const deleted = await remove('@a.test')

    expect(deleted).toBeUndefined()
    expect(existsSync(join(home(), 'code/sites/a.test'))).toBe(false)
    expect(await tasks.value('@a.test', 'aliases.0')).toBe('www.a.test')
    expect(await verified([], { all: true })).toEqual(['@server_master', '@platform_x'])
    expect(await verified(['@server_master'], { sites: true })).toEqual(['@server_master'])
    expect(await remove('@a.test')).toBeUndefined()
    expect(await verified(['@a.test'], {})).toEqual(['@a.test'])
    expect(existsSync(join(home(), 'code/sites/a.test'))).toBe(true)
  })

  it('keeps their host names until they are forgotten', async () => {
    await remove('@a.test')

    const refused = await save('@b.test', 'site', { uri: 'a.test', platform: '@platform_x' })
    const forgotten = await tasks.delete(['@a.test'], { noBackup: true, forget: true }, options)
    const saved = await save('@b.test', 'site', { uri: 'a.test', platform: '@platform_x' })

    expect(refused.error?.fix).toContain('provision-delete @a.test --forget')
    expect(forgotten[0]?.error).toBeUndefined()
    expect(saved.error).toBeUndefined()
    expect(await listed()).toEqual(['@server_master', '@platform_x', '@b.test'])
  })

  it('asks of a platform that no verified site is on it, and to forget it that no site is', async () => {
    const used = await remove('@platform_x')
    await remove('@a.test')

    expect(used).toBe('@platform_x is in use by @a.test')
    expect(await remove('@platform_x')).toBeUndefined()
    expect(await remove('@platform_x', true)).toBe('@platform_x is in use by @a.test')
    expect((await tasks.forget('@a.test', options)).error).toBeUndefined()
    expect(await remove('@platform_x', true)).toBeUndefined()
    expect(await listed()).toEqual(['@server_master'])
  })
})

describe('deleting a context without a backup', () => {
  it('is refused where its type holds what users have made', async () => {
    const tasks = new Tasks(home())
    mkdirSync(join(home(), 'code'))
    writeFileSync(join(home(), 'code', 'index.html'), '')
    const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
      tasks.save(name, { contextType, properties }, { progress: quiet })
    await save('@server_master', 'server', {})
    await save('@platform_x', 'platform', { root: join(home(), 'code') })
    await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })

    const [refused] = await tasks.delete(['@a.test'], {}, { progress: quiet })
    const deleted = await tasks.delete(['@a.test', '@platform_x'], { noBackup: true }, { progress: quiet })

    expect(refused?.error).toMatchObject({
      code: 'PROVISION_BACKUP_FAILED',
      fix: 'to delete it anyway, add --no-backup',
    })
    expect(deleted.map(({ error }) => error?.message)).toEqual([undefined, undefined])
  })

  it('is not, where nothing of it is lost', async () => {
    const tasks = new Tasks(home())
    await tasks.save('@server_master', { contextType: 'server', properties: {} }, { progress: quiet })

    const [deleted] = await tasks.delete(['@server_master'], { forget: true }, { progress: quiet })

    expect(deleted).toMatchObject({ ok: true, changed: true })
  })
})
