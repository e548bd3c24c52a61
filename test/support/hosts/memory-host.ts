import { posix } from 'node:path'
import { type Acl, effective } from '../../../src/hosts/acl.js'
import type { Applied, ChangeSet, FileChange, FileFound, FileQuery, FileState } from '../../../src/hosts/files.js'
import type { Answer, Finished, Host, Request, RunOptions, Words } from '../../../src/hosts/host.js'
import type { Need } from '../../../src/hosts/needs.js'
import type { Facts, HostReader } from '../../../src/hosts/reader.js'

/** Something under a path of a host in memory. */
interface Entry {
  readonly kind: FileState['kind']
  readonly mode: number
  readonly group: string
  readonly acl?: Acl
  readonly text?: string
  readonly target?: string
}

const noFacts: Facts = {
  user: { name: 'aegir', group: 'aegir', groups: new Set(['aegir', 'www-data']) },
  users: new Set(['root', 'aegir', 'www-data']),
  groups: new Set(['root', 'aegir', 'www-data']),
  hasGroup: (name) => ['root', 'aegir', 'www-data'].includes(name),
  program: () => undefined,
  systemd: false,
  units: new Set(),
  ipv6: false,
}

const missing = (path: string): Error => Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: 'ENOENT' })

const given = (acl: Acl | null | undefined): { readonly acl?: Acl } =>
  acl === null || acl === undefined ? {} : { acl }

const stateOf = ({ kind, mode, group, target, acl }: Entry, wantsAcl = false): FileState => ({
  kind,
  mode,
  uid: 1000,
  gid: 1000,
  group,
  ...(target === undefined ? {} : { target }),
  ...(acl === undefined || !wantsAcl ? {} : { acl: effective(acl, mode) }),
})

/** A host whose files are in memory; its programs and its web server are what a test says. */
export class MemoryHost implements Host {
  readonly entries = new Map<string, Entry>()
  /** What was run. */
  readonly ran: Words[] = []
  respond: (request: Request) => Answer = () => ({ status: 404, location: undefined, body: '' })
  program: (words: Words, options?: RunOptions) => Partial<Finished> = () => ({})

  constructor(
    readonly name = 'localhost',
    readonly home = '/var/aegir',
    readonly facts: Facts = noFacts,
  ) {
    this.entries.set('/', { kind: 'directory', mode: 0o755, group: 'root' })
  }

  /** Directories with all above them, and files. */
  put(files: Readonly<Record<string, string | null>>): this {
    for (const [path, text] of Object.entries(files)) {
      for (let parent = posix.dirname(path); !this.entries.has(parent); parent = posix.dirname(parent))
        this.entries.set(parent, { kind: 'directory', mode: 0o755, group: 'aegir' })
      this.entries.set(
        path,
        text === null
          ? { kind: 'directory', mode: 0o755, group: 'aegir' }
          : { kind: 'file', mode: 0o644, group: 'aegir', text },
      )
    }
    return this
  }

  /** What it does not have of what is needed. */
  lacks: (need: Need) => string | undefined = () => undefined

  readonly lacking = async (needs: readonly Need[]) => needs.map((need) => this.lacks(need))

  readonly endProgram = async (): Promise<void> => {}

  readonly run = async (words: Words, options?: RunOptions): Promise<Finished> => {
    this.ran.push(words)
    return { code: 0, stdout: '', stderr: '', ...this.program(words, options) }
  }

  readonly request = async (request: Request): Promise<Answer> => this.respond(request)
  readonly load = async (): Promise<boolean> => false
  readonly forget = (): void => {}
  readonly close = async (): Promise<void> => {}

  get reader(): HostReader {
    return {
      host: this.name,
      home: this.home,
      facts: this.facts,
      text: (path) => this.#follow(path)?.text,
      exists: (path) => this.#follow(path) !== undefined,
      isDirectory: (path) => this.#follow(path)?.kind === 'directory',
      list: (path) => this.#names(path),
      way: (path) => ({ real: this.#end(path), parts: [], onDevice: [] }),
    }
  }

  readonly files: Host['files'] = {
    read: async (queries) => queries.map((query) => this.#find(query)),
    apply: async (sets) => this.#apply(sets),
    readAdded: async (files) =>
      files.map(({ path, from, most }) => {
        const text = this.#follow(path)?.text
        return text === undefined
          ? undefined
          : { size: text.length, text: most === 0 ? '' : text.slice(from).slice(-most) }
      }),
    findUndeletable: async (paths) => paths.map(() => undefined),
    removeTemporaries: async () => {},
  }

  /** Where a path leads, all links in it followed. */
  #end(path: string): string {
    return path
      .split('/')
      .filter(Boolean)
      .reduce((reached, part) => {
        const next = posix.join(reached, part)
        const target = this.entries.get(next)?.target
        return target === undefined ? next : this.#end(posix.resolve(reached, target))
      }, '/')
  }

  #follow(path: string): Entry | undefined {
    return this.entries.get(this.#end(path))
  }

  #names(path: string): readonly string[] {
    const end = this.#end(path)
    const folder = end === '/' ? '/' : `${end}/`
    return [...this.entries.keys()]
      .filter((known) => known !== '/' && known.startsWith(folder) && !known.slice(folder.length).includes('/'))
      .map((known) => known.slice(folder.length))
      .sort()
  }

  #find({ path, text, names, acl: wantsAcl, rights }: FileQuery): FileFound {
    const entry = this.entries.get(posix.join(this.#end(posix.dirname(path)), posix.basename(path)))
    if (entry === undefined) return {}
    const { target } = entry
    const state = stateOf(entry, wantsAcl)
    const end = this.#follow(path)
    if (end === undefined) return { state }
    return {
      state,
      ...(rights ? { rights: { inode: 1, isOwn: true, hasOtherNames: false, isOpen: true } } : {}),
      ...(target === undefined ? {} : { leadsTo: end.kind }),
      ...(text && end.text !== undefined ? { text: end.text } : {}),
      ...(names && end.kind === 'directory' ? { names: this.#names(path) } : {}),
    }
  }

  #apply(sets: readonly ChangeSet[]): readonly Applied[] {
    const failed = new Map<string, Applied>()
    return sets.map(({ of, changes }) => {
      const before = failed.get(of)
      if (before !== undefined) return before
      try {
        for (const change of changes) this.change(change)
        return { ok: true }
      } catch (error) {
        const applied = { ok: false, error } as const
        failed.set(of, applied)
        return applied
      }
    })
  }

  #requireParent(path: string): void {
    const parent = posix.dirname(path)
    if (this.#follow(parent)?.kind !== 'directory') throw missing(parent)
  }

  #below(path: string): readonly string[] {
    return [...this.entries.keys()].filter((known) => known === path || known.startsWith(`${path}/`))
  }

  /** One change; tests may replace it, to count, to fail or to stop. */
  change(change: FileChange): void {
    ;(this.#changes[change.do] as (change: FileChange) => void)(change)
  }

  readonly #changes: { readonly [Do in FileChange['do']]: (change: FileChange & { readonly do: Do }) => void } = {
    write: ({ path, mode, group = 'aegir', acl, text }) => {
      this.#requireParent(path)
      this.entries.set(path, { kind: 'file', mode, group, text: text(), ...given(acl) })
    },
    'make-directory': ({ path, mode, group = this.entries.get(path)?.group ?? 'aegir', acl }) => {
      this.#requireParent(path)
      const present = this.entries.get(path)
      this.entries.set(path, { kind: 'directory', mode, group, ...given(acl === undefined ? present?.acl : acl) })
    },
    'set-access': ({ path, mode, group, acl }) => {
      const { acl: before, ...present } = this.#present(path)
      this.entries.set(path, {
        ...present,
        mode,
        group: group ?? present.group,
        ...given(acl === undefined ? before : acl),
      })
    },
    link: ({ path, target }) => {
      this.#requireParent(path)
      this.entries.set(path, { kind: 'link', mode: 0o777, group: 'aegir', target })
    },
    'back-up': ({ path, to }) => {
      const present = this.#present(path)
      if (this.entries.has(to)) return
      this.put({ [posix.dirname(to)]: null })
      this.entries.set(to, present)
    },
    restore: ({ path, from }) => {
      this.#requireParent(path)
      this.entries.set(path, this.#present(from))
    },
    rename: ({ path, to }) => {
      for (const known of this.#below(path)) {
        this.entries.set(to + known.slice(path.length), this.#present(known))
        this.entries.delete(known)
      }
    },
    remove: ({ path }) => this.#below(path).forEach((known) => this.entries.delete(known)),
    'remove-if-empty': ({ path }) => void (this.#below(path).length === 1 && this.entries.delete(path)),
  }

  #present(path: string): Entry {
    const present = this.entries.get(path)
    if (present === undefined) throw missing(path)
    return present
  }
}
