import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { get as getSecurely } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { accepts } from '../../src/sandbox/answers.js'
import { serverProperties } from '../../src/sandbox/properties.js'
import { type Started, sandboxStatus, startSandbox, stopSandbox } from '../../src/sandbox/sandbox.js'
import type { ServerName } from '../../src/sandbox/server.js'
import { newHome, removeHome } from '../support/sandbox.js'

let home: string
beforeEach(() => {
  home = newHome()
})
afterEach(() => removeHome(home))

const both = ['nginx', 'apache'] as const
const pids = () => Object.fromEntries(sandboxStatus(home)?.map(({ name, pid }) => [name, pid]) ?? [])

const query = async ({ state }: Started, sql: string, over: 'socket' | 'tcp' = 'socket') => {
  const { db_socket, db_port, master_db } = serverProperties(home, state)[0]?.properties ?? {}
  const { username: user, password } = new URL(String(master_db))
  const to = over === 'socket' ? { socketPath: String(db_socket) } : { host: '127.0.0.1', port: Number(db_port) }
  const connection = await createConnection({ ...to, user, password })
  try {
    return (await connection.query(sql))[0]
  } finally {
    await connection.end()
  }
}

const statusOf = async (port: number): Promise<number | undefined> => {
  const [response] = await once(get({ host: '127.0.0.1', port, agent: false }), 'response')
  response.resume()
  return response.statusCode
}

/** Commands of all processes that name the home, or were started by one that did. */
const processesOf = (path: string): readonly string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter((command) => command.includes(path))

const gone = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z')
  } catch {
    return true
  }
}

const kill = async (name: ServerName): Promise<void> => {
  const pid = pids()[name] as number
  process.kill(pid, 'SIGKILL')
  while (!gone(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a sandbox', () => {
  it('starts servers that answer, on loopback and on ports of their own', async () => {
    const started = await startSandbox(home, { http: both })

    const { apache, nginx, mariadb } = started.state.servers
    expect(started.started).toEqual(['mariadb', 'php-fpm', 'nginx', 'apache'])
    expect(new Set([apache?.port, nginx?.port, mariadb?.port]).size).toBe(3)
    expect(await query(started, 'SELECT CURRENT_USER() AS account')).toEqual([{ account: 'provision@localhost' }])
    expect(await query(started, 'SELECT 1 AS one', 'tcp')).toEqual([{ one: 1 }])
    expect(await statusOf(apache?.port ?? 0)).toBe(403)
    await accepts(join(started.state.sockets, 'php-fpm.sock'))
  })

  it('changes nothing when it runs already', async () => {
    await startSandbox(home, { http: both })
    const before = { pids: pids(), state: statSync(join(home, 'sandbox/state.json')) }

    const again = await startSandbox(home)

    expect(again.started).toEqual([])
    expect(pids()).toEqual(before.pids)
    expect(statSync(join(home, 'sandbox/state.json')).ino).toBe(before.state.ino)
  })

  it.each<ServerName>(['mariadb', 'php-fpm', 'nginx', 'apache'])(
    'repairs %s alone when it was killed',
    async (name) => {
      const { state } = await startSandbox(home, { http: both })
      const before = pids()
      await kill(name)

      const again = await startSandbox(home)

      expect(again.started).toEqual([name])
      expect(again.moved).toEqual([])
      expect({ ...pids(), [name]: 0 }).toEqual({ ...before, [name]: 0 })
      expect(again.state.servers[name]?.port).toBe(state.servers[name]?.port)
    },
  )

  it('leaves no process behind when it stops, and keeps data, ports and password', async () => {
    const first = await startSandbox(home, { http: both })
    await query(first, 'CREATE DATABASE kept')
    const properties = serverProperties(home, first.state)

    const stopped = await stopSandbox(home)
    const left = processesOf(home)
    const second = await startSandbox(home)

    expect([...stopped].sort()).toEqual(['apache', 'mariadb', 'nginx', 'php-fpm'])
    expect(left).toEqual([])
    expect(await query(second, "SHOW DATABASES LIKE 'kept'")).toHaveLength(1)
    expect(serverProperties(home, second.state)).toEqual(properties)
  })

  it('starts where it was moved to, although what was generated names its old place', async () => {
    await startSandbox(home)
    await stopSandbox(home)
    const generated = join(home, 'config/server_master')
    mkdirSync(generated, { recursive: true })
    writeFileSync(join(generated, 'nginx.conf'), `include "${generated}/nginx/gone.conf";\n`)
    const before = home
    home = `${home}-moved`
    renameSync(before, home)

    const { relocated } = await startSandbox(home)

    expect(relocated).toBe(true)
    expect(Object.values(pids())).not.toContain(undefined)
    expect((await startSandbox(home)).relocated).toBe(false)
  })

  it('takes another port, and says so, when somebody else has taken its own', async () => {
    const { state } = await startSandbox(home)
    await stopSandbox(home)
    const port = state.servers.nginx?.port ?? 0
    mkdirSync(join(home, 'config/server_master'), { recursive: true })
    writeFileSync(join(home, 'config/server_master/nginx.conf'), `server { listen 127.0.0.1:${port}; }`)
    const squatter = createServer().listen(port, '127.0.0.1')
    await once(squatter, 'listening')

    const again = await startSandbox(home).finally(() => squatter.close())

    expect(again.moved).toEqual([{ name: 'nginx', from: port, to: again.state.servers.nginx?.port }])
    expect(again.state.servers.nginx?.port).not.toBe(port)
  })

  it('adds a web server to a running sandbox and leaves the first one with @server_master', async () => {
    await startSandbox(home, { http: ['apache'] })

    const { state, started } = await startSandbox(home, { http: ['nginx'] })

    const contexts = serverProperties(home, state)
    expect(started).toEqual(['nginx'])
    expect(contexts.map(({ name, properties }) => [name, properties['http_service_type']])).toEqual([
      ['@server_master', 'apache'],
      ['@server_nginx', 'nginx'],
    ])
  })

  it('puts a TLS proxy in front of a web server, keeps it, and starts both again when one was killed', async () => {
    const { state } = await startSandbox(home, { tlsProxy: true })
    const port = state.servers['nginx-tls-proxy']?.port
    await kill('nginx')

    const again = await startSandbox(home)

    const asked = getSecurely({ host: '127.0.0.1', port, agent: false, rejectUnauthorized: false })
    expect((await once(asked, 'response'))[0].statusCode).toBe(502)
    expect(again.started).toEqual(['nginx', 'nginx-tls-proxy'])
    expect(serverProperties(home, again.state)[0]?.properties).toMatchObject({
      public_url: `https://*:${port}`,
      trusted_proxies: ['127.0.0.1'],
    })
    expect(statSync(join(home, 'sandbox/nginx-tls-proxy.key')).mode & 0o777).toBe(0o600)
  })

  it('has no server running when one of them cannot start, and tells the reason', async () => {
    await startSandbox(home)
    await stopSandbox(home)
    mkdirSync(join(home, 'config/server_master'), { recursive: true })
    writeFileSync(join(home, 'config/server_master/nginx.conf'), 'nonsense;')

    const starting = startSandbox(home)

    await expect(starting).rejects.toThrow(
      /nginx ended before it answered.*unknown directive "nonsense".*has \d+ MB and \d+ inodes free/s,
    )
    expect(processesOf(home)).toEqual([])
  })

  it('puts its sockets into a short folder when its own path is too long for them', async () => {
    const long = join(home, 'a'.repeat(100))

    const { state } = await startSandbox(long)
    const { mode } = statSync(state.sockets)
    await stopSandbox(long)

    expect(state.sockets.length).toBeLessThan(60)
    expect(mode & 0o777).toBe(0o700)
    expect(() => statSync(state.sockets)).toThrow('ENOENT')
  })

  it('has no account without a password but those of the socket, and none of root over TCP', async () => {
    const started = await startSandbox(home)

    const accounts = await query(started, "SELECT User, Host, plugin FROM mysql.user WHERE User <> 'mariadb.sys'")

    expect(accounts).toEqual(
      expect.arrayContaining([expect.objectContaining({ User: 'provision', Host: '127.0.0.1' })]),
    )
    expect(accounts).not.toEqual(expect.arrayContaining([expect.objectContaining({ User: '' })]))
    expect(await query(started, "SELECT Host FROM mysql.user WHERE User = 'root'")).toEqual([{ Host: 'localhost' }])
    await expect(
      createConnection({ host: '127.0.0.1', port: started.state.servers.mariadb?.port ?? 0, user: 'root' }),
    ).rejects.toThrow('Access denied')
  })

  it('keeps its password from other users and from the command line', async () => {
    const started = await startSandbox(home)

    const password = new URL(String(serverProperties(home, started.state)[0]?.properties['master_db'])).password
    expect(password).toHaveLength(24)
    expect(processesOf(home).join()).not.toContain(password)
    expect(statSync(join(home, 'sandbox')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'sandbox/mariadb.password')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(home, 'sandbox/run'))).not.toContain('accounts.sql')
  })

  it('has one sandbox when two are started at once', async () => {
    const both = await Promise.all([startSandbox(home), startSandbox(home)])

    expect(both.map(({ started }) => started.length).sort()).toEqual([0, 3])
    expect(processesOf(home).filter((command) => command.includes('mariadbd'))).toHaveLength(1)
  })

  it.each(['relative', '/with blank', '/with"quote', '/new\nline', '/$(id)'])('is not made in %j', async (path) => {
    const starting = startSandbox(path)

    await expect(starting).rejects.toThrow('a sandbox cannot be in')
  })
})
