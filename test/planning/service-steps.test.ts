import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Catalog } from '../../src/catalog/catalog.js'
import type { Planning } from '../../src/contexts/planning.js'
import type { Server } from '../../src/contexts/types/server.js'
import { copySteps, holdSteps } from '../../src/planning/service-steps.js'
import type { Service, ServiceType } from '../../src/services/service.js'
import type { Step } from '../../src/steps/common/step.js'
import { bareCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { sessionOf } from '../support/session.js'
import { Tasks } from '../support/tasks.js'

const service: Service = { name: 'post', description: 'carries letters', properties: {} }

const said = (title: string, { name }: Server, { here }: Planning): readonly Step[] => [
  { kind: 'file', stage: 'file', host: here.host, context: '@any', title: `${title} on ${name}` },
]

const copying: ServiceType = {
  service: 'post',
  name: 'copying',
  description: 'letters that are copied',
  properties: {},
  needs: { server: () => [] },
  verify: {},
  hold: { platform: (platform, server, planning) => said(`hold ${platform.name}`, server, planning) },
  copy: {
    platform: ({ from, to }, server, planning) => said(`copy ${from.name} to ${to.name}`, server, planning),
  },
  withdraw: {},
}

const plain: ServiceType = { ...copying, name: 'plain', hold: {}, copy: {} }

const catalog: Catalog = { ...bareCatalog, services: [service], types: [copying, plain] }

const home = useHome()

const save = async (name: string, contextType: string, properties: Readonly<Record<string, string>> = {}) => {
  const { error } = await new Tasks(home(), undefined, catalog).save(
    name,
    { properties, contextType },
    { progress: quiet },
  )
  if (error !== undefined) throw error
}

beforeEach(async () => {
  await save('@server_old', 'server', { post_service_type: 'copying' })
  await save('@server_new', 'server', { post_service_type: 'plain' })
  await save('@platform_old', 'platform', { root: join(home(), 'old'), server: '@server_old' })
  await save('@platform_new', 'platform', { root: join(home(), 'new'), server: '@server_new' })
})

const titles = (steps: readonly Step[]): readonly string[] => steps.map(({ title }) => title)

describe('what services want while one state of a context gives way to another', () => {
  it('is asked of the services of the old state, on its server', () => {
    const { planning } = sessionOf(home(), catalog)
    const [from, to] = [planning.contexts.get('@platform_old'), planning.contexts.get('@platform_new')]

    expect(titles(holdSteps(from, planning))).toEqual(['hold @platform_old on @server_old'])
    expect(titles(copySteps({ from, to }, planning))).toEqual(['copy @platform_old to @platform_new on @server_old'])
  })

  it('is nothing for a type of a service that neither holds nor copies', () => {
    const { planning } = sessionOf(home(), catalog)
    const [from, to] = [planning.contexts.get('@platform_new'), planning.contexts.get('@platform_old')]

    expect([...holdSteps(from, planning), ...copySteps({ from, to }, planning)]).toEqual([])
  })
})
