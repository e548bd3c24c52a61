import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { programOf } from '../../src/provision/provision.js'
import type { Service, ServiceType } from '../../src/services/service.js'
import { serviceTypes, services } from '../../src/services/services.generated.js'
import { task as verify } from '../../src/tasks/verify.js'
import { useSandbox } from '../support/sandbox.js'
import { StrictTasks } from '../support/strict-tasks.js'

const folder = new URL('../../src/services/', import.meta.url).pathname

const foldersIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

const hasIndex = (path: string): boolean => existsSync(join(path, 'index.ts'))

const typeFolders = foldersIn(folder).flatMap((service) =>
  foldersIn(join(folder, service))
    .filter((type) => hasIndex(join(folder, service, type)))
    .map((type) => `${service}/${type}`),
)

const known: Readonly<Record<string, ServiceType>> = serviceTypes
const knownServices: Readonly<Record<string, Service>> = services

describe('every service folder', () => {
  it('is in the generated list', () => {
    expect(Object.keys(known).sort()).toEqual([...typeFolders].sort())
    expect(Object.keys(knownServices).sort()).toEqual(
      foldersIn(folder)
        .filter((name) => hasIndex(join(folder, name)))
        .sort(),
    )
  })

  it.each(typeFolders)('%s exports a type that is named after it, and says what it is', (path) => {
    const type = known[path]

    expect(`${type?.service}/${type?.name}`).toBe(path)
    expect(type?.description).toMatch(/\w/)
    expect(knownServices[path.split('/')[0] as string]?.name).toBe(type?.service)
  })

  it.each(typeFolders)('%s describes each of its properties', (path) => {
    const [service = ''] = path.split('/')
    const groups = [known[path]?.properties, knownServices[service]?.properties].flatMap((added) =>
      Object.values(added ?? {}),
    )

    const undescribed = groups.flatMap((properties) =>
      Object.entries(properties).flatMap(([name, { description }]) => (/\w/.test(description) ? [] : [name])),
    )

    expect(undescribed).toEqual([])
  })
})

const sandbox = useSandbox(['nginx', 'apache'])
/** The server of the sandbox that offers each web server; every site has its database on @server_master. */
const webServers: Readonly<Record<string, string>> = { 'http/nginx': '@server_master', 'http/apache': '@server_apache' }
let tasks: StrictTasks

beforeAll(async () => {
  tasks = new StrictTasks(programOf(sandbox().home))
  for (const { name, properties } of sandbox().contexts) await tasks.save(name, 'server', properties)
  await tasks.verifyAll()
}, 120_000)

const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('generation.conf'))
    .sort()

describe.each(Object.entries(webServers))('with %s, a platform and a site', (path, server) => {
  const type = path.split('/')[1] as string
  const root = () => join(sandbox().home, `root-${type}`)
  const [platform, site] = [`@platform_${type}`, `@${type}.test`]

  beforeEach(async () => {
    mkdirSync(root(), { recursive: true })
    writeFileSync(join(root(), 'index.php'), '<?php echo "here";')
    await tasks.save(platform, 'platform', { root: root(), web_server: server })
    await tasks.save(site, 'site', { uri: site.slice(1), platform })
  })

  it('are made by the first verify, and left alone by the second', async () => {
    const first = await tasks.verify(server, platform, site)
    const second = await tasks.verify(server, platform, site)

    expect(first.map(({ changed }) => changed)).toEqual([false, true, true])
    expect(second.flatMap(({ changes }) => changes)).toEqual([])
  })

  it('leave nothing when they are deleted', async () => {
    await tasks.delete(site)
    await tasks.delete(platform)
    const before = filesBelow(join(sandbox().home, 'config'))
    await tasks.save(platform, 'platform', { root: root(), web_server: server })
    await tasks.save(site, 'site', { uri: site.slice(1), platform })
    await tasks.verify(platform, site)

    await tasks.delete(site)
    await tasks.delete(platform)

    expect(filesBelow(join(sandbox().home, 'config'))).toEqual(before)
    expect(readdirSync(root())).toEqual(['index.php'])
  })

  it('have a plan that is plain data', async () => {
    const reports = await tasks.attempt(verify, [platform, site], {}, { dryRun: true })

    expect(JSON.parse(JSON.stringify(reports))).toEqual(reports)
  })
})

describe('a server without a service', () => {
  it('has the null type, which does nothing and says so', async () => {
    await tasks.save('@server_bare', 'server', {})

    const [report] = await tasks.verify('@server_bare')
    const shown = await tasks.provision.show('@server_bare', { resolved: true })

    expect(report).toMatchObject({ ok: true, changed: false, changes: [] })
    expect(shown.services).toEqual({
      acl: { server: '@server_bare', type: 'null' },
      db: { server: '@server_bare', type: 'null' },
      http: { server: '@server_bare', type: 'null' },
      php: { server: '@server_bare', type: 'null' },
    })
  })
})
