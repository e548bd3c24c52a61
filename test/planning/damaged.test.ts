import { beforeEach, describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tasks } from '../support/tasks.js'
import { inReferenceOrder, readable } from '../../src/planning/select.js'
import { bareCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { sessionOf } from '../support/session.js'
import { quiet } from '../support/quiet.js'

const home = useHome()
let tasks: Tasks

const damage = (name: string, text: string): string => {
  const path = join(home(), 'contexts', `${name}.json`)
  writeFileSync(path, text)
  return path
}

const save = (name: string, contextType: string, properties: Readonly<Record<string, string>> = {}) =>
  tasks.save(name, { properties, contextType }, { progress: quiet })

beforeEach(async () => {
  tasks = new Tasks(home())
  await save('@server_master', 'server', { http_service_type: 'nginx' })
  await save('@platform_x', 'platform', { root: join(home(), 'code') })
  await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
})

describe('the list of contexts, some of them damaged', () => {
  it('has what is wrong with them at its end', async () => {
    const notJson = damage('aa', '{\n"name"')
    const withoutUuid = damage('b', '{\n"name": "@b",\n"context_type": "site"}')

    const listed = await tasks.list({})

    expect(listed.map(({ name }) => name)).toEqual(['@server_master', '@platform_x', '@a.test', '@aa', '@b'])
    expect(listed.slice(3)).toEqual([
      { name: '@aa', type: 'damaged', damage: `${notJson}:2: not JSON: colon expected`, services: {} },
      { name: '@b', type: 'damaged', damage: `${withoutUuid}:1: uuid is missing or wrong`, services: {} },
    ])
  })

  it('never hides them behind a filter, for they may be what is asked for', async () => {
    damage('bad', '{')

    const listed = await tasks.list({ type: 'site', platform: '@platform_x' })

    expect(listed.map(({ name }) => name)).toEqual(['@a.test', '@bad'])
  })

  it('finds by server what has another service from it', async () => {
    await save('@server_db', 'server')
    await save('@b.test', 'site', { uri: 'b.test', platform: '@platform_x', db_server: '@server_db' })
    damage('platform_x', '{')

    const listed = await new Tasks(home()).list({ server: '@server_db' })

    expect(listed.map(({ name }) => name)).toEqual(['@server_db', '@b.test', '@platform_x'])
  })
})

describe('a selection of contexts, some of them damaged', () => {
  const contexts = () => sessionOf(home(), bareCatalog).planning.contexts

  it('is in the order of references, with the damaged last', () => {
    damage('bad', '{')

    expect(inReferenceOrder(['@bad', '@a.test', '@server_master'], contexts())).toEqual([
      '@server_master',
      '@a.test',
      '@bad',
    ])
  })

  it('can be had without them', () => {
    damage('bad', '{')

    expect(readable(contexts()).map(({ name }) => name)).not.toContain('@bad')
  })
})
