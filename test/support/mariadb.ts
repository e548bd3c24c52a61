import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DatabaseAddress, DatabaseServer } from '../../src/hosts/database.js'
import { connect } from '../../src/hosts/mysql.js'

export interface MariaDb {
  readonly socket: string
  readonly port: number
  /** As root, who has no password. */
  readonly address: DatabaseAddress
  readonly connect: (login?: Partial<DatabaseAddress>) => Promise<DatabaseServer>
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number }
      server.close(() => resolve(port))
    })
  })

/** A server that starts removes temporary tables in its folder for them, also those of another server. */
const temporaryFolder = (folder: string): string => `--tmpdir=${folder}/tmp`

const install = (folder: string): void => {
  mkdirSync(`${folder}/tmp`)
  const options = [
    temporaryFolder(folder),
    `--datadir=${folder}/data`,
    `--user=${userInfo().username}`,
    '--skip-test-db',
  ]
  execFileSync('mariadb-install-db', ['--no-defaults', '--auth-root-authentication-method=normal', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

const launch = async (folder: string, port: number): Promise<ChildProcess> => {
  const files = [
    temporaryFolder(folder),
    `--datadir=${folder}/data`,
    `--socket=${folder}/socket`,
    `--pid-file=${folder}/pid`,
  ]
  const place = [`--port=${port}`, '--bind-address=127.0.0.1', `--user=${userInfo().username}`]
  const running = spawn('/usr/sbin/mariadbd', ['--no-defaults', '--innodb-buffer-pool-size=32M', ...files, ...place], {
    stdio: 'ignore',
  })
  for (let tries = 0; !existsSync(`${folder}/pid`) || !existsSync(`${folder}/socket`); tries++) {
    if (tries > 600 || running.exitCode !== null) throw new Error('mariadbd does not start')
    await wait(50)
  }
  return running
}

const end = (running: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    running.once('exit', () => resolve())
    running.kill('SIGTERM')
  })

/** A MariaDB of a test's own, in a temporary folder, on a socket and a free port of 127.0.0.1. */
export const startMariaDb = async (): Promise<MariaDb> => {
  const folder = mkdtempSync(join(tmpdir(), 'provision-mariadb-'))
  const port = await freePort()
  install(folder)
  let running = await launch(folder, port)
  const address = {
    server: '@server_test',
    host: '127.0.0.1',
    port,
    socket: `${folder}/socket`,
    user: 'root',
    password: '',
  }
  return {
    socket: address.socket,
    port,
    address,
    connect: (login = {}) => connect({ ...address, ...login }),
    restart: async () => {
      await end(running)
      running = await launch(folder, port)
    },
    stop: async () => {
      await end(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
