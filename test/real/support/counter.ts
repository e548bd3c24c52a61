import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fleet } from './fleet.js'

/** A command in place of the web server's own reload, which keeps count of how often it runs. */
export class Counter {
  readonly #log: string

  private constructor(home: string, reload: string) {
    this.#log = join(home, 'reloads')
    writeFileSync(join(home, 'reload'), `#!/bin/sh\necho reload >>${this.#log}\nexec ${reload}\n`)
    chmodSync(join(home, 'reload'), 0o755)
    this.reset()
  }

  static async of(fleet: Fleet): Promise<Counter> {
    const [master] = fleet.sandbox.contexts
    const counter = new Counter(fleet.home, String(master?.properties['http_restart_cmd']))
    await fleet.change('@server_master', { http_restart_cmd: join(fleet.home, 'reload') })
    return counter
  }

  reset(): void {
    writeFileSync(this.#log, '')
  }

  get count(): number {
    return readFileSync(this.#log, 'utf8').split('\n').filter(Boolean).length
  }
}
