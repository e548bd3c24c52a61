import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import type { Answer, Finished, Request } from '../../../src/hosts/host.js'
import { generationHost } from '../../../src/services/http/control.js'
import { probePath } from '../../../src/services/http/check.js'
import { probeOf } from '../../../src/services/http/probe.js'
import type { AppName } from '../http.js'
import type { RootMachine } from './root-host.js'

/** How each web server is told to test and to reload. */
const programs = {
  nginx: { path: '/usr/local/sbin/nginx', test: '-t', reload: '-s reload' },
  apache: { path: '/usr/local/sbin/apachectl', test: 'configtest', reload: 'graceful' },
} as const

type Texts = ReadonlyMap<string, string>

const textsBelow = (folder: string): Texts => {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(posix.join(folder, name), { throwIfNoEntry: false })?.isFile())
  return new Map(files.map((name) => [name, readFileSync(posix.join(folder, name), 'utf8')]))
}

const notFound: Answer = { status: 404, location: undefined, body: '' }

const ok = (body: string): Answer => ({ status: 200, location: undefined, body })

/**
 * The web server of a machine, as far as Provision can tell: it has read the configuration of its folder at its last
 * reload, and answers for the generation and the vhosts that were in it then.
 */
export class RootWebServer {
  /** Complains about a configuration; the test of one that it complains about fails. */
  complain: (texts: Texts) => string | undefined = () => undefined
  /** The page of a site. */
  page: () => Answer = () => ok('a page')
  reloads = 0
  #read: Texts = new Map()

  constructor(
    private readonly machine: RootMachine,
    app: AppName,
    private readonly folder: string,
  ) {
    const { path, test, reload } = programs[app]
    machine.put({ [path]: '' })
    machine.programs.set(path, (words) => {
      if (words.join(' ') === test) return this.#test()
      return words.join(' ') === reload ? this.#reload() : { code: 2, stderr: `${path}: ${words.join(' ')}?` }
    })
    machine.respond = (request) => this.#respond(request)
  }

  get #texts(): Texts {
    return textsBelow(this.machine.paths.end(this.folder))
  }

  #test(): Partial<Finished> {
    const complaint = this.complain(this.#texts)
    return complaint === undefined ? {} : { code: 1, stderr: complaint }
  }

  #reload(): Partial<Finished> {
    this.reloads += 1
    this.#read = this.#texts
    return {}
  }

  #respond({ host, path }: Request): Answer {
    const name = host.replace(/:\d+$/, '')
    if (name === generationHost) return this.#generation()
    const vhost = this.#read.get(`vhost.d/${name}.conf`)
    if (vhost === undefined) return notFound
    return path === probePath ? ok(probeOf({ uuid: vhost.split('\n', 1)[0]?.split(' ').at(-1) ?? '' })) : this.page()
  }

  #generation(): Answer {
    const mark = /"([0-9a-f]{16})"/.exec(this.#read.get('generation.conf') ?? '')?.[1]
    return mark === undefined ? notFound : ok(mark)
  }
}
