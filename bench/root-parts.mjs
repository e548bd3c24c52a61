import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout, succeed } from './program.mjs'

const inShell = (command, ...words) => {
  const script = `. scripts/setup.sh; . scripts/root-parts.sh; ${command} "$@"`
  execFileSync('bash', ['-euo', 'pipefail', '-c', script, 'bench', ...words], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const number = (text) => Number(text.trim())

/** What root starts for clients: a php-fpm, an Nginx, systemd and the root helper. */
class RootParts {
  constructor(folder) {
    this.folder = folder
    Object.assign(this, JSON.parse(readFileSync(join(folder, 'parts.json'), 'utf8')))
  }

  /** Scripts that all php-fpms may run; sites are below `sites`. */
  get code() {
    return join(this.srv, 'code')
  }

  pid(name) {
    return number(readFileSync(join(this.folder, 'run', `${name}.pid`), 'utf8'))
  }

  socket(id) {
    return join(this.state, 'sockets', `${id}-${this.version}.sock`)
  }

  /** A line for `apply`: a pool of root's php-fpm (`fpm`), or of the client's own (`fpm_unit`). */
  pool({ id, client, kind, memory = 128 }) {
    const words = ['pool', id, client, this.version, `${memory}M`, 30, '8M', 4, 60]
    return [...words, ...(kind === 'fpm_unit' ? [join(this.code, 'sites')] : [])].join(' ')
  }

  /** Seconds that a verb of the root helper takes. */
  async helped(verb, lines = []) {
    const { seconds } = await succeed([this.helper, verb], {}, lines.map((line) => `${line}\n`).join(''))
    return seconds
  }

  #unitsWereRead() {
    const words = ['systemctl', 'show', '--property=UnitsLoadTimestampMonotonic']
    return execFileSync(this.systemd, words, { encoding: 'utf8' })
  }

  /** Seconds in which systemd reads its units again. Where it has too few file descriptors for that, it says nothing. */
  async readUnits() {
    const before = this.#unitsWereRead()
    const { seconds } = await succeed([this.systemd, 'systemctl', 'daemon-reload'])
    if (this.#unitsWereRead() === before) throw new Error('systemd cannot read so many units here: fewer --clients')
    return seconds
  }
}

/** Starts what root starts for a measurement, and always removes it at the end. */
export const withRootParts = async (user, measure) => {
  mkdirSync('/var/lib', { recursive: true })
  const folder = mkdtempSync('/var/lib/provision-bench-')
  chmodSync(folder, 0o755)
  try {
    inShell('start_root_parts', folder, user)
    const parts = new RootParts(folder)
    if (parts.systemd === '') throw new Error('systemd cannot run in namespaces here')
    mkdirSync(join(parts.code, 'sites'), { recursive: true })
    return await measure(parts)
  } finally {
    inShell('end_root_parts', folder)
  }
}

/** Writes files of code: names and contents. */
export const writeCode = (parts, files) => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(parts.code, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
