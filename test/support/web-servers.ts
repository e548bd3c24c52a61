import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fillSecrets } from '../../src/contexts/secret.js'
import type { DirectoryStep } from '../../src/steps/directory.js'
import type { Step } from '../../src/steps/common/step.js'
import type { SymlinkStep } from '../../src/steps/symlink.js'
import type { WebStep } from '../../src/steps/web/control.js'
import type { AppName } from './http.js'

const isRoot = process.getuid?.() === 0

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'provision-http-'))
  chmodSync(folder, 0o755)
  return folder
}

export const writeFiles = (root: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

const brotli = '/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so'

const mainNginx = (folder: string) => `
${existsSync(brotli) ? `load_module ${brotli};` : ''}
${isRoot ? 'user root root;' : ''}
pid ${folder}/nginx.pid;
worker_processes 1;
error_log ${folder}/nginx.log warn;
daemon off;
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path ${folder}/body;
  fastcgi_temp_path ${folder}/fastcgi;
  proxy_temp_path ${folder}/proxy;
  scgi_temp_path ${folder}/scgi;
  uwsgi_temp_path ${folder}/uwsgi;
  include ${folder}/config/nginx.con[f];
}
`

const apacheModules = ['mpm_event', 'authn_core', 'authz_core']

const mainApache = (folder: string, port: number) => `
${apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
ErrorLog ${folder}/apache.log
StartServers 1
${isRoot ? 'User nobody\nGroup nogroup' : ''}
<IfModule !mime_module>
  LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
</IfModule>
TypesConfig /etc/mime.types
<Directory />
  Require all denied
  AllowOverride None
</Directory>
IncludeOptional ${folder}/config/apache.con[f]
`

const poolOf = (folder: string) => `
[global]
error_log = ${folder}/fpm.log
daemonize = no
[www]
${isRoot ? 'user = nobody\ngroup = nogroup' : ''}
listen = ${folder}/fpm.sock
listen.mode = 0666
pm = ondemand
pm.max_children = 2
`

const programs: Readonly<Record<AppName, (folder: string) => readonly [string, ...string[]]>> = {
  nginx: (folder) => ['/usr/sbin/nginx', '-e', `${folder}/nginx.log`, '-c', `${folder}/nginx-main.conf`],
  apache: (folder) => ['/usr/sbin/apache2', '-f', `${folder}/apache-main.conf`],
}

export interface Tested {
  readonly ok: boolean
  readonly output: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Asked {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** The address that the request comes from, one of loopback. */
  readonly from?: string
}

const until = async (what: () => boolean | Promise<boolean>, name: string): Promise<void> => {
  const deadline = Date.now() + 15_000
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`${name} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

/** A real web server with php-fpm on loopback, in a folder of its own, whose configuration is what steps say. */
export class RealWebServer {
  readonly #children: ChildProcess[] = []

  private constructor(
    readonly app: AppName,
    readonly folder: string,
    readonly port: number,
  ) {}

  static async in(folder: string, app: AppName): Promise<RealWebServer> {
    const server = new RealWebServer(app, folder, await freePort())
    writeFiles(folder, {
      'nginx-main.conf': mainNginx(folder),
      'apache-main.conf': mainApache(folder, server.port),
      'fpm.conf': poolOf(folder),
    })
    return server
  }

  /** The properties of a server context for this web server and its php-fpm. */
  get properties() {
    return {
      aegir_root: this.folder,
      http_port: this.port,
      http_address: '127.0.0.1',
      php_fpm_socket: `${this.folder}/fpm.sock`,
    }
  }

  get #words(): readonly [string, ...string[]] {
    return programs[this.app](this.folder)
  }

  /** Writes what the steps say, and nothing else: a small stand-in for the engine. */
  apply(steps: readonly Step[], secrets: Readonly<Record<string, string>> = {}): void {
    for (const step of steps) {
      if (step.kind === 'directory') this.#makeDirectory(step as DirectoryStep)
      if (step.kind === 'symlink') this.#link(step as SymlinkStep)
      if (step.kind === 'web') this.#write(step as WebStep, secrets)
    }
  }

  #makeDirectory({ path, mode }: DirectoryStep): void {
    if (!existsSync(path)) mkdirSync(path)
    chmodSync(path, mode)
  }

  #link({ path, target }: SymlinkStep): void {
    rmSync(path, { force: true })
    symlinkSync(target, path)
  }

  #write({ files, control: { generation } }: WebStep, secrets: Readonly<Record<string, string>>): void {
    writeFileSync(generation.file, generation.text.replace('GENERATION', 'generation-1'))
    for (const { path, text, mode } of files) {
      rmSync(path, { force: true })
      if (text !== undefined) writeFileSync(path, fillSecrets(text, (_, property) => secrets[property]) ?? '', { mode })
    }
  }

  test(): Tested {
    const [program, ...rest] = this.#words
    try {
      const output = execFileSync(program, [...rest, '-t'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      return { ok: true, output }
    } catch (error) {
      return { ok: false, output: String((error as { stderr?: string }).stderr) }
    }
  }

  async start(): Promise<void> {
    const [program, ...rest] = this.#words
    const foreground = this.app === 'apache' ? ['-D', 'FOREGROUND'] : []
    this.#spawn('/usr/sbin/php-fpm8.2', ['-y', `${this.folder}/fpm.conf`, ...(isRoot ? ['-R'] : [])])
    this.#spawn(program, [...rest, ...foreground])
    await until(() => existsSync(`${this.folder}/fpm.sock`), 'php-fpm')
    await until(
      () =>
        this.ask('provision.invalid', '/').then(
          () => true,
          () => false,
        ),
      this.app,
    )
  }

  #spawn(program: string, words: readonly string[]): void {
    this.#children.push(spawn(program, words, { stdio: 'ignore' }))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map(ended))
  }

  /** One request by Host header; redirects are not followed. */
  ask(
    host: string,
    path: string,
    { method = 'GET', body, headers: more = {}, from = '127.0.0.1' }: Asked = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = {
        host,
        connection: 'close',
        proxy: 'evil.test',
        ...more,
        ...(body === undefined ? {} : { 'content-length': body.length }),
      }
      const sent = httpRequest(
        { port: this.port, host: '127.0.0.1', path, method, headers, agent: false, localAddress: from },
        (response) => {
          const parts: string[] = []
          response.setEncoding('utf8')
          response.on('data', (part: string) => parts.push(part))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parts.join('') }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }
}
