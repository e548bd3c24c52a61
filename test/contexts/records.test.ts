import { beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../../src/catalog/catalog.js'
import type { Json, ValuesOf } from '../../src/contexts/property.js'
import type { Server } from '../../src/contexts/types/server.js'
import { command, list, machineName, port, records, reference, references } from '../../src/contexts/shapes.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { readShapes } from '../../src/contexts/validate.js'
import { Tasks } from '../support/tasks.js'
import { sessionOf } from '../support/session.js'
import type { Service } from '../../src/services/service.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

/** Daemons of a site, as a service that is there for these tests adds them. */
const siteProperties = {
  daemons: records(
    {
      name: machineName({ description: 'name', required: true, example: 'queue' }),
      run: command({
        description: 'command that runs it',
        default: ({ name }: { name: string }) => `bin/${name}`,
        defaultText: 'bin/NAME',
      }),
      instances: port({ description: 'how many run', default: 1 }),
      needs: list(machineName, { description: 'daemons that it waits for', default: [] }),
      on: reference('server', { description: 'server that it runs on', default: '@server_master' }),
      watched_by: references('server', { description: 'servers that watch it', default: [] }),
      ports: records({ number: port({ description: 'port', required: true }) }, { description: 'ports', default: [] }),
    },
    { description: 'daemons of the site', default: [] },
  ),
} as const

type Daemons = ValuesOf<typeof siteProperties>['daemons']

/** Compiles only while the values are inferred. */
const serversOf = (daemons: Daemons): readonly Server[] =>
  daemons.flatMap((daemon) => (daemon.ports.some(({ number }) => number > 0) ? [daemon.on, ...daemon.watched_by] : []))

const supervise: Service = { name: 'supervise', description: 'runs daemons', properties: { site: siteProperties } }
const catalog: Catalog = { ...wholeCatalog, services: [...wholeCatalog.services, supervise] }

const read = (daemons: Json) => {
  const { values, complaints } = readShapes('@x', { daemons }, { properties: siteProperties })
  return { daemons: values['daemons'], complaints: complaints.map(({ path, message }) => `${path}: ${message}`) }
}

describe('a list of records', () => {
  it('is JSON on the command line, and an array of objects in a file', () => {
    const daemons = [{ name: 'queue', needs: ['db'], instances: 2 }]

    expect(read(JSON.stringify(daemons)).daemons).toEqual(daemons)
    expect(read(daemons).daemons).toEqual(daemons)
    expect(read('').daemons).toEqual([])
  })

  it('keeps the fields that are given, in one order, each as its shape has it', () => {
    const given = [{ instances: '2', needs: 'db, mail', name: 'queue', run: null }]

    expect(JSON.stringify(read(given).daemons)).toBe('[{"name":"queue","instances":2,"needs":["db","mail"]}]')
  })

  it('has all that is wrong with it told at once, each with its place', () => {
    const daemons = [
      { name: 'queue' },
      { name: 'no good', instances: 0, ports: [{ number: 80 }, { number: 'x' }] },
      { needs: ['db', 'no good'] },
      'mail',
    ]

    expect(read(daemons).complaints).toEqual([
      '@x/daemons/1/name: not a machine name: letters, digits and _.- only, 64 at most',
      '@x/daemons/1/instances: not a whole number from 1 to 65535',
      '@x/daemons/1/ports/1/number: not a whole number from 1 to 65535',
      '@x/daemons/2/name: is required',
      '@x/daemons/2/needs/1: not a machine name: letters, digits and _.- only, 64 at most',
      '@x/daemons/3: not an object',
    ])
  })

  it('names the field that was meant by an unknown one, and what a missing one may be', () => {
    const { complaints } = readShapes(
      '@x',
      { daemons: [{ neds: 'db' }, { name: 'a', colour: 1 }] },
      { properties: siteProperties },
    )

    expect(complaints).toEqual([
      { path: '@x/daemons/0/neds', message: 'there is no such field', fix: 'did you mean needs?' },
      { path: '@x/daemons/0/name', message: 'is required', fix: '"name": "queue"' },
      {
        path: '@x/daemons/1/colour',
        message: 'there is no such field',
        fix: 'the fields are name, run, instances, needs, on, watched_by, ports',
      },
    ])
  })

  it.each([
    ['text that is no JSON', '[{name: queue}]', 'not JSON: give a list of objects, such as [{"name":"queue"}]'],
    ['a single object', { name: 'queue' }, 'not a list of objects, such as [{"name":"queue"}]'],
    ['a number', 1, 'not a list of objects, such as [{"name":"queue"}]'],
  ])('is not %s', (_, given, message) => {
    expect(read(given).complaints).toEqual([`@x/daemons: ${message}`])
  })

  it('has its fields in the help', () => {
    expect(siteProperties.daemons.values).toBe(
      'list of objects in JSON, each with name (machine name, required); ' +
        'run (command, without shell syntax, default: bin/NAME); ' +
        'instances (whole number from 1 to 65535, default: 1); needs (list (machine name)); ' +
        'on (name of a server, default: @server_master); watched_by (list (name of a server)); ' +
        'ports (list of objects in JSON, each with number (whole number from 1 to 65535, required))',
    )
  })
})

const home = useHome()
let tasks: Tasks

const save = async (name: string, properties: Readonly<Record<string, Json>>, contextType?: string) => {
  const given = { properties, ...(contextType === undefined ? {} : { contextType }) }
  const { error } = await tasks.save(name, given, { progress: quiet })
  return error?.message
}

const daemonsOf = (name: string): Daemons => {
  const { contexts } = sessionOf(home(), catalog).planning
  return (contexts.get(name) as unknown as ValuesOf<typeof siteProperties>).daemons
}

describe('the records of a context', () => {
  beforeEach(async () => {
    tasks = new Tasks(home(), undefined, catalog)
    mkdirSync(join(home(), 'code'))
    await save('@server_master', {}, 'server')
    await save('@server_jobs', {}, 'server')
    await save('@platform_x', { root: join(home(), 'code') }, 'platform')
    await save('@a.test', { uri: 'a.test', platform: '@platform_x' }, 'site')
  })

  it('read with their defaults, and with contexts in the places of their names', async () => {
    await save('@a.test', { daemons: [{ name: 'queue', watched_by: ['@server_jobs'], ports: [{ number: 80 }] }] })

    const daemons = daemonsOf('@a.test')

    expect(daemons).toMatchObject([{ name: 'queue', run: 'bin/queue', instances: 1, needs: [] }])
    expect(serversOf(daemons).map(({ name }) => name)).toEqual(['@server_master', '@server_jobs'])
  })

  it('refer to contexts that are there, of the right type', async () => {
    const daemons = [
      { name: 'queue', on: '@platform_x' },
      { name: 'mail', watched_by: ['@server_jobs', '@server_job'] },
    ]

    expect(await save('@a.test', { daemons })).toBe(
      '@a.test/daemons/0/on: @platform_x is a platform, not a server\n' +
        '@a.test/daemons/1/watched_by/1: there is no context @server_job',
    )
  })

  it('count for what is in use', async () => {
    await save('@a.test', { daemons: [{ name: 'queue', on: '@server_jobs' }] })

    const { error } = await tasks.forget('@server_jobs', { progress: quiet })

    expect(error?.message).toBe('@server_jobs is in use by @a.test')
  })

  it('are shown as they are stored, references by their names', async () => {
    const daemons = [{ name: 'queue', on: '@server_jobs' }]
    await save('@a.test', { daemons })

    const { properties } = await tasks.show('@a.test', { resolved: true })

    expect(properties.find(({ name }) => name === 'daemons')?.value).toEqual([
      {
        name: 'queue',
        run: 'bin/queue',
        instances: 1,
        needs: [],
        on: '@server_jobs',
        watched_by: [],
        ports: [],
      },
    ])
  })

  it('that a file has wrong are named with their place when they are read', async () => {
    const file = join(home(), 'contexts', 'a.test.json')
    const record = JSON.parse(readFileSync(file, 'utf8'))
    const store = (daemons: Json) =>
      writeFileSync(file, JSON.stringify({ ...record, properties: { ...record.properties, daemons } }))

    store([{ name: 'queue', instances: null }])
    expect(daemonsOf('@a.test')).toMatchObject([{ instances: 1 }])
    store([{ name: 'queue', instances: 0 }])
    expect(() => daemonsOf('@a.test')).toThrow('@a.test/daemons/0/instances: not a whole number from 1 to 65535')
    store([{ instances: 2 }])
    expect(() => daemonsOf('@a.test')).toThrow('@a.test/daemons/0/name: is required')
    store('queue')
    expect(() => daemonsOf('@a.test')).toThrow('@a.test/daemons: not a list of objects')
    store(['queue'])
    expect(() => daemonsOf('@a.test')).toThrow('@a.test/daemons/0: not an object')
    store([{ name: 'queue', on: '@platform_x' }])
    expect(() => daemonsOf('@a.test')).toThrow('@a.test/daemons/0/on: @platform_x is a platform, not a server')
  })
})

describe('contexts of one type that refer to each other', () => {
  const mirrors = records(
    { of: reference('server', { description: 'server that is copied', required: true }) },
    { description: 'copies', default: [] },
  )
  const { server: serverType, platform, site } = contextTypes
  const mirrored: Catalog = {
    ...wholeCatalog,
    contextTypes: [{ ...serverType, properties: { ...serverType.properties, mirrors } }, platform, site],
  }

  it('are applied and verified in the order of their references', async () => {
    const server = (name: string, of?: string) => ({
      name,
      context_type: 'server',
      properties: of === undefined ? {} : { mirrors: [{ of }] },
    })
    const fleet = [server('@server_a', '@server_b'), server('@server_b', '@server_c'), server('@server_c')]
    writeFileSync(join(home(), 'fleet.json'), JSON.stringify(fleet))
    tasks = new Tasks(home(), undefined, mirrored)

    const applied = await tasks.apply([join(home(), 'fleet.json')], { progress: quiet })
    const verified = await tasks.verify([], { all: true }, { progress: quiet })

    const order = ['@server_c', '@server_b', '@server_a']
    expect(applied.map(({ error }) => error?.message)).toEqual([undefined, undefined, undefined])
    expect(applied.map(({ context }) => context)).toEqual(order)
    expect(verified.map(({ context }) => context)).toEqual(order)
  })
})
