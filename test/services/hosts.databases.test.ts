import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { task as verify } from '../../src/tasks/verify.js'
import { useDatabases } from '../support/databases.js'
import { Far, farAddress, farGroup, farName } from './far.js'

const { mariadb, server } = useDatabases()

let far: Far

beforeEach(async () => {
  far = new Far('nginx')
  far.machine.put({ [join(far.code, 'index.php')]: '<?php' })
  await far.save([])
})
afterEach(() => far.remove())

/** A database server whose machine has a name; its SQL goes by a connection to this one. */
const saveDatabaseServer = async (remote_host: string): Promise<void> => {
  const { port } = mariadb()
  await far.tasks.save('@server_db', 'server', {
    remote_host,
    db_service_type: 'mysql',
    db_port: String(port),
    master_db: `mysql://root@127.0.0.1:${port}`,
  })
}

const saveSite = (uri: string): Promise<unknown> =>
  far.tasks.save(`@${uri}`, 'site', { uri, platform: '@platform_far', db_server: '@server_db' })

/** From where the account of a site may come. */
const hostsOf = async (uri: string): Promise<readonly string[]> => {
  const user = await far.tasks.provision.value(`@${uri}`, 'db_user')
  const rows = await server().query<{ Host: string }>('SELECT Host FROM mysql.user WHERE User = ? ORDER BY Host', [
    user,
  ])
  return rows.map(({ Host }) => Host)
}

const credentials = (uri: string): string => far.text(join(far.aegir, `config/server_far/nginx/vhost.d/${uri}.cred`))

describe('a site whose web server is on another machine than its database', () => {
  it('has an account for the addresses of the web server, and PHP is told where the database is', async () => {
    await saveDatabaseServer(hostname())
    await saveSite('php.test')

    await far.tasks.verify('@server_db', '@server_far', '@platform_far', '@php.test')

    expect(await hostsOf('php.test')).toEqual([farAddress])
    expect(credentials('php.test')).toContain(`db_host "${hostname()}"`)
    expect(credentials('php.test')).toContain(`db_port "${mariadb().port}"`)
  })

  it('has settings and folders that the web server of that machine may read and write', async () => {
    await saveDatabaseServer(hostname())
    await saveSite('group.test')
    const find = (name: string) => far.machine.files.find({ path: join(far.code, 'sites/group.test', name) }).state

    await far.tasks.verify('@server_far', '@platform_far', '@group.test')

    expect(find('settings.php')).toMatchObject({ kind: 'file', mode: 0o440, group: farGroup })
    expect(find('files')).toMatchObject({ kind: 'directory', mode: 0o2770, group: farGroup })
  })

  it('is refused where the database server is only known as localhost', async () => {
    await saveDatabaseServer('localhost')
    await saveSite('lost.test')

    const reports = await far.tasks.attempt(verify, ['@server_far', '@platform_far', '@lost.test'])

    expect(reports.at(-1)?.error).toMatchObject({
      message: 'the address of @server_db as @server_far sees it is not known',
      fix: 'provision-save @server_db --ip_addresses=…',
    })
    expect(await hostsOf('lost.test')).toEqual([])
  })
})

describe('a site whose web server and database are both on another machine', () => {
  it('has an account for that machine itself', async () => {
    await saveDatabaseServer(farName)
    await saveSite('same.test')

    await far.tasks.verify('@server_db', '@server_far', '@platform_far', '@same.test')

    expect(await hostsOf('same.test')).toEqual(['127.0.0.1', 'localhost'])
    expect(credentials('same.test')).toContain('db_host "127.0.0.1"')
  })
})

describe('a machine that is no known host', () => {
  it('may have a database server, which is reached by a connection', async () => {
    await saveDatabaseServer('db.unknown.test')
    await saveSite('away.test')

    await far.tasks.verify('@server_db', '@server_far', '@platform_far', '@away.test')

    expect(await hostsOf('away.test')).toEqual([farAddress])
    expect(credentials('away.test')).toContain('db_host "db.unknown.test"')
  })

  it('can have no web server, and the verify says where to run it instead', async () => {
    await far.tasks.save('@server_lost', 'server', { remote_host: 'web.unknown.test', http_service_type: 'nginx' })
    await far.tasks.save('@platform_lost', 'platform', { root: far.code, web_server: '@server_lost' })
    const before = far.picture

    const reports = await far.tasks.attempt(verify, ['@server_lost', '@platform_lost'])

    expect(reports.map(({ error }) => error)).toMatchObject(
      ['@server_lost', '@server_lost'].map(() => ({
        code: 'PROVISION_REMOTE_HOST',
        message: '@server_lost is on web.unknown.test, and this version provisions this machine alone',
        fix: 'run provision on web.unknown.test; or, when it is this machine: provision-save @server_lost --remote_host=localhost',
      })),
    )
    expect(far.picture).toEqual(before)
  })

  it('is told of by queries, as far as it can be', async () => {
    await far.tasks.save('@server_lost', 'server', { remote_host: 'web.unknown.test', http_service_type: 'nginx' })
    await far.tasks.save('@platform_lost', 'platform', { root: far.code, web_server: '@server_lost' })
    const { provision } = far.tasks

    const listed = await provision.list({})
    const { properties } = await provision.show('@server_lost', { resolved: true })

    expect(listed.map(({ name }) => name)).toContain('@platform_lost')
    expect(listed.find(({ name }) => name === '@platform_lost')).not.toHaveProperty('application')
    expect(properties).toContainEqual(expect.objectContaining({ name: 'http_port', value: 80 }))
  })
})
