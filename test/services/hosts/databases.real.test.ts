import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { task as verify } from '../../../src/tasks/verify.js'
import { useDatabases } from '../../support/databases.js'
import { RemoteFleet, remoteAddress, remoteGroup, remoteName } from '../../support/remote-fleet.js'

const { mariadb, server } = useDatabases()

let remote: RemoteFleet

beforeEach(async () => {
  remote = new RemoteFleet('nginx')
  remote.machine.put({ [join(remote.code, 'index.php')]: '<?php' })
  await remote.save([])
})
afterEach(() => remote.remove())

/** A database server whose machine has a name; its SQL goes by a connection to this one. */
const saveDatabaseServer = async (remote_host: string): Promise<void> => {
  const { port } = mariadb()
  await remote.tasks.save('@server_db', 'server', {
    remote_host,
    db_service_type: 'mysql',
    db_port: String(port),
    master_db: `mysql://root@127.0.0.1:${port}`,
  })
}

const saveSite = (uri: string): Promise<unknown> =>
  remote.tasks.save(`@${uri}`, 'site', { uri, platform: '@platform_remote', db_server: '@server_db' })

/** From where the account of a site may come. */
const hostsOf = async (uri: string): Promise<readonly string[]> => {
  const user = await remote.tasks.provision.value(`@${uri}`, 'db_user')
  const rows = await server().query<{ Host: string }>('SELECT Host FROM mysql.user WHERE User = ? ORDER BY Host', [
    user,
  ])
  return rows.map(({ Host }) => Host)
}

const credentials = (uri: string): string =>
  remote.text(join(remote.aegir, `config/server_remote/nginx/vhost.d/${uri}.cred`))

describe('a site whose web server is on another machine than its database', () => {
  it('has an account for the addresses of the web server, and PHP is told where the database is', async () => {
    await saveDatabaseServer(hostname())
    await saveSite('php.test')

    await remote.tasks.verify('@server_db', '@server_remote', '@platform_remote', '@php.test')

    expect(await hostsOf('php.test')).toEqual([remoteAddress])
    expect(credentials('php.test')).toContain(`db_host "${hostname()}"`)
    expect(credentials('php.test')).toContain(`db_port "${mariadb().port}"`)
  })

  it('has settings and folders that the web server of that machine may read and write', async () => {
    await saveDatabaseServer(hostname())
    await saveSite('group.test')
    const find = (name: string) =>
      remote.machine.files.find({ path: join(remote.code, 'sites/group.test', name) }).state

    await remote.tasks.verify('@server_remote', '@platform_remote', '@group.test')

    expect(find('settings.php')).toMatchObject({ kind: 'file', mode: 0o440, group: remoteGroup })
    expect(find('files')).toMatchObject({ kind: 'directory', mode: 0o2770, group: remoteGroup })
  })

  it('is refused where the database server is only known as localhost', async () => {
    await saveDatabaseServer('localhost')
    await saveSite('lost.test')

    const reports = await remote.tasks.attempt(verify, ['@server_remote', '@platform_remote', '@lost.test'])

    expect(reports.at(-1)?.error).toMatchObject({
      message: 'the address of @server_db for connections from @server_remote is unknown',
      fix: 'provision-save @server_db --ip_addresses=…',
    })
    expect(await hostsOf('lost.test')).toEqual([])
  })
})

describe('a site whose web server and database are both on another machine', () => {
  it('has an account for that machine itself', async () => {
    await saveDatabaseServer(remoteName)
    await saveSite('same.test')

    await remote.tasks.verify('@server_db', '@server_remote', '@platform_remote', '@same.test')

    expect(await hostsOf('same.test')).toEqual(['127.0.0.1', 'localhost'])
    expect(credentials('same.test')).toContain('db_host "127.0.0.1"')
  })
})

describe('a machine that is no known host', () => {
  it('may have a database server, which is reached by a connection', async () => {
    await saveDatabaseServer('db.unknown.test')
    await saveSite('away.test')

    await remote.tasks.verify('@server_db', '@server_remote', '@platform_remote', '@away.test')

    expect(await hostsOf('away.test')).toEqual([remoteAddress])
    expect(credentials('away.test')).toContain('db_host "db.unknown.test"')
  })

  it('can have no web server, and the verify says where to run it instead', async () => {
    await remote.tasks.save('@server_lost', 'server', { remote_host: 'web.unknown.test', http_service_type: 'nginx' })
    await remote.tasks.save('@platform_lost', 'platform', { root: remote.code, web_server: '@server_lost' })
    const before = remote.picture

    const reports = await remote.tasks.attempt(verify, ['@server_lost', '@platform_lost'])

    expect(reports.map(({ error }) => error)).toMatchObject(
      ['@server_lost', '@server_lost'].map(() => ({
        code: 'PROVISION_REMOTE_HOST',
        message: '@server_lost is on web.unknown.test, but this version supports only this machine',
        fix: 'run provision on web.unknown.test; if it is this machine: provision-save @server_lost --remote_host=localhost',
      })),
    )
    expect(remote.picture).toEqual(before)
  })

  it('is told of by queries, as far as it can be', async () => {
    await remote.tasks.save('@server_lost', 'server', { remote_host: 'web.unknown.test', http_service_type: 'nginx' })
    await remote.tasks.save('@platform_lost', 'platform', { root: remote.code, web_server: '@server_lost' })
    const { provision } = remote.tasks

    const listed = await provision.list({})
    const { properties } = await provision.show('@server_lost', { resolved: true })

    expect(listed.map(({ name }) => name)).toContain('@platform_lost')
    expect(listed.find(({ name }) => name === '@platform_lost')).not.toHaveProperty('application')
    expect(properties).toContainEqual(expect.objectContaining({ name: 'http_port', value: 80 }))
  })
})
