import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host } from '../../src/hosts/host.js'
import { Hosts } from '../../src/hosts/hosts.js'
import { localHost } from '../../src/hosts/local/index.js'
import { programOf } from '../../src/provision/provision.js'
import type { AppName } from './http.js'
import { RootHost, RootMachine } from './hosts/root-host.js'
import { RootWebServer } from './hosts/root-web-server.js'
import { type Watched, watchedHost } from './hosts/watched-host.js'
import { pictureOf } from './picture.js'
import { writeFiles } from './web-servers.js'
import { StrictTasks } from './strict-tasks.js'

export const remoteName = 'web.remote.test'
export const remoteUser = 'provisioner'
export const remoteAddress = '192.0.2.7'
/** Of the group that the web server has there; this machine has no such group. */
export const remoteGroup = 'webservd'
export const remoteSocket = '/run/php/php9.9-fpm.sock'

/** What Debian never has, so that it can only come from the other machine. */
const ownFiles = (code: string): Readonly<Record<string, string>> => ({
  [remoteSocket]: '',
  '/etc/nginx/nginx.conf': 'http {\n  server_names_hash_bucket_size 128;\n}\n',
  '/usr/lib64/httpd/modules/mod_rewrite.so': '',
  [join(code, 'index.html')]: 'a static site',
})

type Picture = Readonly<Record<string, string>>

/** Each reload has another mark, that of an undo too. */
const withoutMarks = (picture: Picture): Picture =>
  Object.fromEntries(
    Object.entries(picture).map(([path, text]) => [
      path,
      path.endsWith('generation.conf') ? text.replace(/"[0-9a-f]{16}"/, 'the mark') : text,
    ]),
  )

export const noRoom = 'no space is left on the disk of the other machine'

/** How a task ended, and what was on the other machine then. */
interface Failure {
  readonly message: string
  readonly picture: Picture
}

/**
 * A home on this machine, and another machine that serves its sites. All paths below `here` are on both machines, and
 * differ: on this one they lead to what must never be read nor written.
 */
export class RemoteFleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'provision-remote-'))
  readonly here = join(this.folder, 'here')
  readonly home = join(this.here, 'home')
  /** Where the configuration of the server is, on its machine. */
  readonly aegir = join(this.here, 'aegir')
  /** Of the code base. */
  readonly code = join(this.here, 'code')
  readonly machine: RootMachine
  readonly web: RootWebServer
  readonly tasks: StrictTasks
  readonly watched: Watched[] = []
  /** How a task reaches the other machine. */
  connection = (): Host => new RootHost(this.machine)

  constructor(readonly app: AppName) {
    const user = { name: remoteUser, group: remoteUser, groups: new Set([remoteUser, remoteGroup]) }
    const names = ['root', user.name]
    this.machine = new RootMachine({
      name: remoteName,
      folder: join(this.folder, 'there'),
      home: this.aegir,
      users: names,
      groups: [...names, remoteGroup],
      user,
    }).put(ownFiles(this.code))
    // The folders in which hosts keep things stay once they are made.
    mkdirSync(this.machine.paths.end(join(this.aegir, 'journal/keep')), { recursive: true })
    this.web = new RootWebServer(this.machine, app, join(this.aegir, 'config/server_remote', app))
    mkdirSync(this.home, { recursive: true })
    writeFiles(this.here, this.#decoys)
    this.tasks = new StrictTasks(programOf(this.home, { hosts: () => this.#connect() }))
  }

  /** On this machine another context has the folders of the server, and the code base is another application's. */
  get #decoys(): Readonly<Record<string, string>> {
    const other = '99999999-0000-4000-8000-000000000009'
    return {
      'code/wp-includes/version.php': "<?php\n$wp_version = '6.1.9';\n",
      'code/sites/.provision': `${other}\n`,
      'aegir/config/server_remote/.provision': `${other}\n`,
      [`aegir/config/${this.app}.conf`]: `# provision: @server_other ${other}\n`,
      [`aegir/config/server_remote/${this.app}/post.d/own.conf`]: '# must not be copied\n',
    }
  }

  #connect(): Hosts {
    const watched = watchedHost(localHost(this.home))
    this.watched.push(watched)
    return new Hosts(watched.host, [this.connection()])
  }

  async save(sites: readonly string[] = ['a.test'], server: Readonly<Record<string, string>> = {}): Promise<void> {
    const { tasks, app, aegir, code } = this
    await tasks.save('@server_master', 'server', {})
    await tasks.save('@server_remote', 'server', {
      remote_host: remoteName,
      aegir_root: aegir,
      ip_addresses: remoteAddress,
      http_service_type: app,
      ...server,
    })
    await tasks.save('@platform_remote', 'platform', { root: code, web_server: '@server_remote' })
    for (const uri of sites) await tasks.save(`@${uri}`, 'site', { uri, platform: '@platform_remote' })
  }

  /** What was asked of this machine. */
  get askedHere(): { readonly paths: ReadonlySet<string>; readonly others: readonly string[] } {
    return {
      paths: new Set(this.watched.flatMap(({ paths }) => [...paths])),
      others: this.watched.flatMap(({ others }) => others),
    }
  }

  /** Makes what a task on a context finds before it. */
  async prepareFor(task: 'verify' | 'disable' | 'delete', context: string): Promise<void> {
    const all = ['@server_remote', '@platform_remote', '@a.test']
    const until = task === 'verify' ? all.indexOf(context) : all.length
    for (const name of all.slice(0, until)) await this.tasks.verify(name)
    if (task === 'delete' && context !== '@a.test') await this.tasks.delete('@a.test')
  }

  /** Runs a task once for each change that it makes on the other machine, each time with another one failing, until none is left. */
  async withEachChangeFailing(run: () => Promise<unknown>): Promise<readonly Failure[]> {
    const failures: Failure[] = []
    for (;;) {
      let left = failures.length
      this.machine.beforeChange = () => {
        if (left-- === 0) throw new Error(noRoom)
      }
      const error = await run().then(
        () => undefined,
        (why: Error) => why,
      )
      if (error === undefined) return failures
      failures.push({ message: error.message, picture: this.picture })
      if (error.message !== noRoom) return failures
    }
  }

  /** Runs a task, and another one in the moment when its plans are made and its contexts are not locked yet. */
  async whenPlanned(run: () => Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
    const connect = this.connection
    this.connection = () => {
      this.connection = connect
      const host = connect()
      let isPlanned = false
      const load = async (): Promise<boolean> => {
        const loaded = await host.load()
        if (loaded || isPlanned) return loaded
        isPlanned = true
        await other()
        return false
      }
      return { ...host, reader: host.reader, load }
    }
    await run()
  }

  /** A file of the other machine, as it is there. */
  text(path: string): string {
    return this.machine.files.find({ path, text: true }).text ?? 'not there'
  }

  /** The generated files of the other machine, by path. */
  get configuration(): Picture {
    return withoutMarks(pictureOf(this.machine.paths.end(join(this.aegir, 'config'))))
  }

  /** All that is on the other machine, and whose it is. */
  get picture(): Picture {
    return withoutMarks(pictureOf(join(this.folder, 'there')))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
