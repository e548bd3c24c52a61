import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { digitsOf } from '../../../src/lib/seeded.js'
import { runs } from '../../support/fuzz.js'
import { type ClientFleet, type ClientName, clientNames } from './client-fleet.js'
import { type Person, people, rightsFor, runAs } from './people.js'

/** A file that somebody has made in the uploads. */
interface Made {
  readonly path: string
  readonly owner: Person | undefined
  /** The groups that had access when it was made. */
  readonly groups: ReadonlySet<string>
  /** Its owner has taken all rights from everybody else. */
  readonly isClosed: boolean
}

const site = '@ptest-a.nginx.test'
const uri = site.slice(1)
/** A site of another client on the same platform. */
const otherSite = '@ptest-b.nginx.test'
const mostFiles = 12
const changesInSequence = runs(2, 4)

const groupOf: Readonly<Partial<Record<Person, ClientName>>> = {
  'ptest-a': 'ptest-a',
  'ptest-x': 'ptest-a',
  'ptest-b': 'ptest-b',
  'ptest-y': 'ptest-b',
}

/** Who may work on a site. */
interface State {
  readonly client: ClientName
  readonly groups: string | null
  /** Whether its groups read its context file. */
  readonly contexts: boolean
}

const groupChoices = ['', 'ptest-a', 'ptest-b', 'ptest-a,ptest-b', null] as const

/** A site that is changed at random by tasks and by three users, and what each user is meant to reach of it. */
export class AclSequence {
  /** As it is saved. */
  #saved: State = { client: 'ptest-a', groups: null, contexts: false }
  /** As it was at the last verify. */
  #verified: State = this.#saved
  /** Whether the group of the other site reads its context file. */
  #other = false
  #files: readonly Made[] = []
  #wrong: readonly string[] = []
  #count = 0
  readonly done: string[] = []

  constructor(
    readonly clients: ClientFleet,
    readonly seed: string,
  ) {}

  #choose<Item>(items: readonly Item[]): Item {
    this.#count += 1
    return items[Number.parseInt(digitsOf(this.seed, String(this.#count)).slice(0, 8), 16) % items.length] as Item
  }

  #path(...names: readonly string[]): string {
    return join(this.clients.sitePath('nginx', 'ptest-a'), ...names)
  }

  /** PHP is in the group of its client, whatever the groups of the site are. */
  get #granted(): ReadonlySet<string> {
    const { client, groups } = this.#verified
    return new Set([client, ...(groups?.split(',') ?? [])])
  }

  #isIn(person: Person | undefined, groups = this.#granted): boolean {
    const group = person === undefined ? undefined : groupOf[person]
    return group !== undefined && groups.has(group)
  }

  async #save(change: Partial<State>): Promise<void> {
    this.#saved = { ...this.#saved, ...change }
    const { client: client_name, groups: acl_groups, contexts: acl_contexts } = this.#saved
    await this.clients.fleet.change(site, { client_name, acl_groups, acl_contexts })
  }

  async #changeOther(): Promise<void> {
    const acl_contexts = this.#choose([true, false])
    await this.clients.fleet.change(otherSite, { acl_contexts })
    await this.clients.fleet.verify(otherSite)
    this.#other = acl_contexts
  }

  async #rewritePlatform(): Promise<void> {
    await this.clients.fleet.change('@platform_nginx', { locked: this.#choose([true, false]) })
  }

  async #run(task: 'verify' | 'disable' | 'enable'): Promise<void> {
    await this.clients.fleet.run({ task, name: site })
    if (this.#saved.client !== this.#verified.client) this.#share(this.#saved.client)
    this.#verified = this.#saved
  }

  /** A new client gets what PHP and the script user have made, also what they have closed. */
  #share(client: ClientName): void {
    this.#files = this.#files.map((file) =>
      file.owner === undefined || groupOf[file.owner] === file.owner
        ? { ...file, groups: new Set([...file.groups, client]), isClosed: false }
        : file,
    )
  }

  #make(owner: Person | undefined): void {
    const path = this.#path('files', this.#choose(['.', `folder-${this.#count}`]), `made-${this.#count}`)
    const script = `mkdir -p ${join(path, '..')} && echo text > ${path}`
    const isClosed = this.#choose([false, false, false, true])
    const whole = isClosed ? `${script} && chmod 0600 ${path}` : script
    const said =
      owner === undefined ? execFileSync('sh', ['-c', whole], { encoding: 'utf8' }) : this.#saidBy(owner, whole)
    if (said !== '') throw new Error(`${owner}: ${said}`)
    this.#files = [...this.#files, { path, owner, groups: this.#granted, isClosed }].slice(-mostFiles)
  }

  #saidBy(owner: Person, script: string): string {
    const { code, said } = runAs(owner, script)
    return code === 0 ? said : said || `exit code ${code}`
  }

  /** What somebody who provisions by hand does to rights. */
  #damage(): void {
    const words = this.#choose([
      ['chmod', '0400', this.#path('settings.php')],
      ['chmod', '0440', this.#path('credentials.php')],
      ['setfacl', '-b', this.#path('files')],
      ['setfacl', '-m', 'g:ptest-b:rwx', this.#path('private')],
      ['setfacl', '-m', 'm::---', this.#path('settings.php')],
      ['chmod', '0700', this.#path('private')],
      ['setfacl', '-k', this.#path('files')],
      ['chmod', '0600', this.#context(site)],
      ['setfacl', '-m', 'g:ptest-b:r--', this.#context(site)],
      ['setfacl', '-m', 'g:ptest-b:r--', this.#context('@platform_nginx')],
      ['setfacl', '-b', this.#context('@platform_nginx')],
    ])
    execFileSync(words[0] as string, words.slice(1))
    this.done.push(words.join(' '))
  }

  async #change(): Promise<void> {
    const changes: Readonly<Record<string, () => void | Promise<void>>> = {
      groups: () => this.#save({ groups: this.#choose(groupChoices) }),
      client: () => this.#save({ client: this.#choose(clientNames) }),
      contexts: () => this.#save({ contexts: this.#choose([true, true, false]) }),
      'contexts of the other site': () => this.#changeOther(),
      'rewrite the platform': () => this.#rewritePlatform(),
      'edit by the script user': () => this.#make(undefined),
      'edit by PHP': () => this.#make(this.#verified.client),
      'edit by a login': () => this.#make(this.#choose(people.filter((one) => /[xy]$/.test(one) && this.#isIn(one)))),
      disable: () => this.#run('disable'),
      enable: () => this.#run('enable'),
      verify: () => this.#run('verify'),
    }
    // Half of the changes of the client choose the one that it has.
    const name = this.#choose([...Object.keys(changes), 'client', 'client'])
    await changes[name]?.()
    const { client, groups, contexts } = this.#saved
    this.done.push(`${name}: client ${client}, groups ${groups}, contexts ${contexts}, of the other ${this.#other}`)
    this.#wrong = [...this.#wrong, ...this.#differing((person) => this.#meantOfContexts(person))]
  }

  /** Some changes, damage to rights, and a verify. */
  async run(): Promise<void> {
    for (let count = 0; count < changesInSequence; count += 1) await this.#change()
    this.#damage()
    await this.#run('verify')
  }

  #meantOf(file: Made, person: Person | undefined): string {
    if (person !== undefined && person !== 'www-data' && !this.#isIn(person)) return '---'
    if (person === file.owner) return 'rw-'
    if (file.isClosed) return '---'
    if (person === 'www-data') return 'r--'
    return person === undefined || this.#isIn(person, file.groups) ? 'rw-' : '---'
  }

  #context(name: string): string {
    return join(this.clients.fleet.home, 'contexts', `${name.slice(1)}.json`)
  }

  /** Who reads the context of the site, and who reads that of the other one. */
  get #readers(): readonly [own: ReadonlySet<string>, other: ReadonlySet<string>] {
    const { client, groups, contexts } = this.#verified
    const own = contexts ? (groups ?? client).split(',').filter(Boolean) : []
    return [new Set(own), new Set(this.#other ? ['ptest-b'] : [])]
  }

  /** What somebody is meant to do with context files, which no other change but a verify changes. */
  #meantOfContexts(person: Person | undefined): Readonly<Record<string, string>> {
    const [own, other] = this.#readers
    const reads = (groups: ReadonlySet<string>): string => {
      if (person === undefined) return 'rw-'
      return this.#isIn(person, groups) ? 'r--' : '---'
    }
    const passes = own.size + other.size === 0 ? '---' : '--x'
    const closed = ['@server_nginx', '@server_master', '@client_ptest-a', '@client_ptest-b', '@platform_apache']
    return {
      [join(this.clients.fleet.home, 'contexts')]: person === undefined ? 'rwx' : passes,
      [join(this.clients.fleet.home, 'readers')]: person === undefined && passes === '--x' ? 'rwx' : '---',
      [this.#context(site)]: reads(own),
      [this.#context(otherSite)]: reads(other),
      [this.#context('@platform_nginx')]: reads(new Set([...own, ...other])),
      ...Object.fromEntries(closed.map((name) => [this.#context(name), reads(new Set())])),
    }
  }

  /** What somebody is meant to do with each path. */
  #meant(person: Person | undefined): Readonly<Record<string, string>> {
    const [isScript, isIn] = [person === undefined, this.#isIn(person)]
    const settings = isScript || isIn ? 'r--' : '---'
    const writes = isScript || isIn ? 'rwx' : '---'
    const linkIn = (client: ClientName) => join(this.clients.fleet.home, 'clients', client, uri, 'settings.php')
    const reaches = isScript || (person !== undefined && groupOf[person] === this.#verified.client)
    return {
      [this.#path('settings.php')]: settings,
      [this.#path('credentials.php')]: settings,
      [this.#path('files')]: person === 'www-data' ? 'r-x' : writes,
      [this.#path('private')]: writes,
      [linkIn(this.#verified.client)]: reaches ? 'r--' : '---',
      [linkIn(this.#verified.client === 'ptest-a' ? 'ptest-b' : 'ptest-a')]: '---',
      ...Object.fromEntries(this.#files.map((file) => [file.path, this.#meantOf(file, person)])),
    }
  }

  #differing(meantOf: (person: Person | undefined) => Readonly<Record<string, string>>): readonly string[] {
    return [undefined, ...people].flatMap((person) => {
      const meant = Object.entries(meantOf(person))
      const found = rightsFor(
        person,
        meant.map(([path]) => path),
      )
      return meant.flatMap(([path, rights], index) =>
        rights === found[index] ? [] : [`${person ?? 'script user'} ${path}: ${found[index]}, not ${rights}`],
      )
    })
  }

  /** What somebody may do that is not meant, or may not do that is; of context files, also after each change. */
  differences(): readonly string[] {
    return [
      ...this.#wrong,
      ...this.#differing((person) => ({ ...this.#meant(person), ...this.#meantOfContexts(person) })),
    ]
  }
}
