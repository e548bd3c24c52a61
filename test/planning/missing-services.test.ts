import { beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tasks } from '../support/tasks.js'
import { missingServiceWarnings } from '../../src/planning/missing-services.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()
let tasks: TestTasks

class TestTasks extends Tasks {
  warnings(name: string): readonly string[] {
    return missingServiceWarnings(this.session().planning.contexts.get(name), wholeCatalog)
  }
}

const save = async (name: string, contextType: string, properties: Readonly<Record<string, string>> = {}) => {
  const { error } = await tasks.save(name, { properties, contextType }, { progress: quiet })
  if (error !== undefined) throw error
}

const saveAllOn = async (server: string): Promise<void> => {
  const root = join(home(), 'code')
  mkdirSync(root)
  writeFileSync(join(root, 'index.html'), '')
  await save('@platform_x', 'platform', { root, server, web_server: server })
  await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
}

beforeEach(async () => {
  tasks = new TestTasks(home())
  await save('@server_master', 'server')
})

describe('a service of the null type', () => {
  it('is named where a context cannot do without it', async () => {
    await save('@server_null', 'server')
    await saveAllOn('@server_null')

    expect(tasks.warnings('@server_null')).toEqual(['@server_null offers no service: nothing is created for it'])
    expect(tasks.warnings('@platform_x')).toEqual([
      '@server_null offers no http: no web server serves the sites of @platform_x',
    ])
    expect(tasks.warnings('@a.test')).toEqual(['@server_null offers no http: no vhost is written for @a.test'])
  })

  it('is nothing to warn of where the context has what it needs', async () => {
    await save('@server_web', 'server', { http_service_type: 'nginx' })
    await saveAllOn('@server_web')

    const warnings = ['@server_web', '@platform_x', '@a.test'].map((name) => tasks.warnings(name))

    expect(warnings).toEqual([[], [], []])
  })
})
