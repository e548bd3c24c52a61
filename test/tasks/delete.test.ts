import { describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tasks } from '../support/tasks.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()

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
      fix: expect.stringContaining('provision-delete --no-backup'),
    })
    expect(deleted.map(({ error }) => error?.message)).toEqual([undefined, undefined])
  })

  it('is not, where nothing of it is lost', async () => {
    const tasks = new Tasks(home())
    await tasks.save('@server_master', { contextType: 'server', properties: {} }, { progress: quiet })

    const [deleted] = await tasks.delete(['@server_master'], {}, { progress: quiet })

    expect(deleted).toMatchObject({ ok: true, changed: true })
  })
})
