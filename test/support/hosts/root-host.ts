import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { FileChange, Files } from '../../../src/hosts/files.js'
import type { Answer, Finished, Host, Request, RunOptions, Words } from '../../../src/hosts/host.js'
import type { Need } from '../../../src/hosts/needs.js'
import { type Facts, programFolders, unitFolders } from '../../../src/hosts/reader.js'
import { SnapshotReader } from '../../../src/hosts/snapshot-reader.js'
import { groupBy } from '../../../src/lib/group-by.js'
import { Owners } from './owners.js'
import { RootFiles } from './root-files.js'
import { RootPaths } from './root-paths.js'

/** A program of a machine: what it writes and how it ends, 0 when it does not say. */
export type Program = (words: readonly string[], options: RunOptions) => Partial<Finished>

/** One call over the connection. */
export type RoundTrip = 'facts' | 'load' | 'read' | 'find' | 'apply' | 'run' | 'request'

export interface MachineParts {
  readonly name: string
  /** Of this machine: the root is in it, and beside it whose the files are. */
  readonly folder: string
  /** Where Provision keeps its files on the machine. */
  readonly home: string
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** Who provisions there. */
  readonly user: Facts['user']
}

const numbered = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, index) => [name, 5000 + index]))

/** Whether sudo is only asked whether it would allow a command. */
const isListing = (words: Words): boolean => words[0] === 'sudo' && words[2] === '-l'

const withoutSudo = (words: Words): readonly string[] => (words[0] === 'sudo' ? words.slice(2) : words)

/**
 * A machine of its own in a folder: each of its paths is below a private root, and its users, groups, programs and web
 * server are its own.
 */
export class RootMachine {
  readonly paths: RootPaths
  readonly owners: Owners
  /** What it runs, by path. */
  readonly programs = new Map<string, Program>()
  /** What was asked of it, in order. */
  readonly trips: RoundTrip[] = []
  respond: (request: Request) => Answer = () => ({ status: 404, location: undefined, body: '' })
  /** What its rules of sudo allow. */
  allows: (words: readonly string[]) => boolean = ([path = '']) => this.programs.has(path)
  /** What it does not have of what is needed. */
  lacks: (need: Need) => string | undefined = () => undefined
  /** Told of each change before it is made; may throw, as a full disk does. */
  beforeChange: (change: FileChange) => void = () => {}

  constructor(readonly parts: MachineParts) {
    const { folder, user, home } = parts
    const [root, table] = [posix.join(folder, 'root'), posix.join(folder, 'owners.json')]
    mkdirSync(posix.join(root, home), { recursive: true })
    if (!existsSync(table)) writeFileSync(table, '{}')
    this.paths = new RootPaths(root)
    this.owners = new Owners(table, { user: user.name, group: user.group })
  }

  /** Puts files there, with the folders that they are in. */
  put(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      const place = posix.join(this.paths.root, path)
      mkdirSync(posix.dirname(place), { recursive: true })
      writeFileSync(place, text)
    }
    return this
  }

  get files(): RootFiles {
    const { paths, owners, parts } = this
    const user = { user: parts.user.name, group: parts.user.group }
    return new RootFiles({ paths, owners, user, users: numbered(parts.users), groups: numbered(parts.groups) })
  }

  get facts(): Facts {
    const { user, users, groups } = this.parts
    return {
      user,
      users: new Set(users),
      groups: new Set(groups),
      hasGroup: (name) => groups.includes(name),
      program: (name) => programFolders.map((folder) => `${folder}/${name}`).find((path) => this.#has(path)),
      systemd: this.#has('/run/systemd/system'),
      units: new Set(unitFolders.flatMap((folder) => this.#unitsIn(folder))),
      ipv6: this.#has('/proc/net/if_inet6'),
    }
  }

  run(words: Words, options: RunOptions): Finished {
    if (isListing(words)) return { code: this.allows(words.slice(3)) ? 0 : 1, stdout: '', stderr: '' }
    const [path = '', ...rest] = withoutSudo(words)
    const program = this.programs.get(path)
    if (program === undefined) return { code: 127, stdout: '', stderr: `${path}: not found` }
    return { code: 0, stdout: '', stderr: '', ...program(rest, options) }
  }

  /** How often each kind of call was made. */
  get tripsByKind(): Readonly<Partial<Record<RoundTrip, number>>> {
    return Object.fromEntries([...groupBy(this.trips, (trip) => trip)].map(([trip, all]) => [trip, all.length]))
  }

  #has(path: string): boolean {
    return this.files.find({ path }).state !== undefined
  }

  #unitsIn(folder: string): readonly string[] {
    const { names = [] } = this.files.find({ path: folder, names: true })
    return names.filter((name) => name.endsWith('.service')).map((name) => name.slice(0, -'.service'.length))
  }
}

/** A connection to such a machine: planners know of it what they have asked for, and nothing outlives the connection. */
export class RootHost implements Host {
  readonly name: string
  readonly reader: SnapshotReader

  constructor(private readonly machine: RootMachine) {
    const { name, home } = machine.parts
    this.name = name
    this.reader = new SnapshotReader(name, home, {
      facts: async () => this.#asked('facts', machine.facts),
      read: async (queries) =>
        this.#asked(
          'load',
          queries.map((query) => machine.files.find(query)),
        ),
    })
  }

  readonly load = (): Promise<boolean> => this.reader.load()
  readonly forget = (): void => this.reader.forget()

  readonly files: Files = {
    read: async (queries) =>
      this.#asked(
        'read',
        queries.map((query) => this.machine.files.find(query)),
      ),
    apply: async (sets) => this.#asked('apply', this.machine.files.apply(sets, this.#change)),
    findUndeletable: async (paths) =>
      this.#asked(
        'find',
        paths.map((path) => this.machine.files.findUndeletable(path)),
      ),
    readAdded: async (files) =>
      this.#asked(
        'read',
        files.map((file) => this.machine.files.readAdded(file)),
      ),
    removeTemporaries: async (paths) => this.machine.files.removeTemporaries(paths),
  }

  readonly lacking = async (needs: readonly Need[]) =>
    this.#asked(
      'read',
      needs.map((need) => this.machine.lacks(need)),
    )

  readonly run = async (words: Words, options: RunOptions = {}): Promise<Finished> =>
    this.#asked(isListing(words) ? 'read' : 'run', this.machine.run(words, options))

  readonly request = async (request: Request): Promise<Answer> => this.#asked('request', this.machine.respond(request))

  readonly endProgram = async (): Promise<void> => this.#asked('run', undefined)

  readonly close = async (): Promise<void> => {}

  readonly #change = (change: FileChange): void => {
    this.machine.beforeChange(change)
    this.machine.files.change(change)
  }

  #asked<Reply>(trip: RoundTrip, reply: Reply): Reply {
    this.machine.trips.push(trip)
    return reply
  }
}
