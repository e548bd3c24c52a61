import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { provision, succeed } from './program.mjs'

/** Private servers in their own folder, with one platform of PHP sites. */
class Sandbox {
  constructor(http) {
    this.http = http
    this.folder = mkdtempSync(join(tmpdir(), 'provision-bench-'))
    this.home = join(this.folder, 'home')
    this.root = join(this.folder, 'code')
  }

  provision(...words) {
    return succeed(provision(...words), { PROVISION_HOME: this.home })
  }

  start() {
    return this.provision('sandbox', 'start', `--http=${this.http}`)
  }

  stop() {
    return this.provision('sandbox', 'stop')
  }

  async makePlatform() {
    mkdirSync(this.root)
    writeFileSync(join(this.root, 'index.php'), '<?php echo "It works.";\n')
    await this.provision('provision-save', '@platform_bench', '--context_type=platform', `--root=${this.root}`)
    await this.provision('provision-verify', '@platform_bench')
  }

  get state() {
    return JSON.parse(readFileSync(join(this.home, 'sandbox/state.json'), 'utf8'))
  }

  /** The number of statements that MariaDB has received so far, without those of this query. */
  async questions() {
    this.connection ??= await this.#connect()
    const [[{ Value }]] = await this.connection.query("SHOW GLOBAL STATUS LIKE 'Questions'")
    this.asked = (this.asked ?? 0) + 1
    return Number(Value) - this.asked
  }

  #connect() {
    const folder = join(this.home, 'sandbox')
    return mysql.createConnection({
      socketPath: join(this.state.sockets, 'mariadb.sock'),
      user: 'provision',
      password: readFileSync(join(folder, 'mariadb.password'), 'utf8'),
    })
  }

  /** Counts reloads in the log of Nginx. */
  reloads() {
    const log = readFileSync(join(this.home, 'sandbox/log/nginx.log'), 'utf8')
    return log.match(/\(SIGHUP\) received/g)?.length ?? 0
  }

  async end() {
    await this.connection?.end()
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Starts servers for a measurement, and always removes them at the end. */
export const withSandbox = async ({ http = 'nginx' }, measure) => {
  const sandbox = new Sandbox(http)
  try {
    await sandbox.start()
    await sandbox.makePlatform()
    return await measure(sandbox)
  } finally {
    await sandbox.end()
  }
}
