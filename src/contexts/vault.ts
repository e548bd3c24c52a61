import { ensureDirSync } from 'fs-extra/esm'
import { dirname, join } from 'node:path'
import { groupBy } from '../lib/group-by.js'
import type { Applied } from '../hosts/files.js'
import { entriesOf } from '../hosts/local/entries.js'
import type { OwnFiles } from '../hosts/local/own-files.js'
import { ProvisionError } from '../errors.js'
import { decoded } from '../lib/decoded.js'
import { inHome } from '../lib/home-folders.js'

export interface Secret {
  readonly context: string
  readonly property: string
  readonly value: string
}

/** Secrets by context and property. */
export interface Vault {
  /** The file with the secrets of a context. */
  readonly path: (context: string) => string
  readonly read: (context: string, property: string) => string | undefined
  /** Whether there is a secret, be it one that is about to be renewed. */
  readonly has: (context: string, property: string) => boolean
  /** A text from elsewhere, such as a log, without the secrets of any context. */
  readonly masked: (text: string) => string
  /** Writes at once, with mode 0600. Undefined removes the secret. */
  readonly write: (context: string, property: string, value: string | undefined) => void
  /** Writes many secrets together, with one write for each context. Each has its own outcome. */
  readonly writeAll: (secrets: readonly Secret[]) => Promise<readonly Applied[]>
  /** A secret that the user gave with this command. */
  readonly given: (context: string, property: string) => string | undefined
  /** Copies a secret to a file (0600), for undo. `restore` restores it from there. */
  readonly keep: (context: string, property: string, path: string) => void
  readonly restore: (context: string, property: string, path: string) => void
}

type Secrets = { readonly [property: string]: string }

/** The message of the parser would quote a secret. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isSecrets = (value: unknown): value is Secrets =>
  typeof value === 'object' && value !== null && Object.values(value).every((secret) => typeof secret === 'string')

const onlyOwner = 0o600

const ending = '.json'

/** A secret, and the password in it if it is a URL: programs tell that alone, and not as it is in the URL. */
const withPassword = (secret: string): readonly string[] => {
  const [, password = ''] = /^\w+:\/\/[^:@/]*:([^@/]+)@/.exec(secret) ?? []
  return [secret, password, decoded(password) ?? ''].filter((part) => part !== '')
}

const textOf = (secrets: Secrets): string => `${JSON.stringify(secrets, undefined, 2)}\n`

/** Secrets in one file for each context that has any: mode 0600, in a folder with mode 0700. */
export class SecretFiles implements Vault {
  readonly #folder: string
  readonly #given = new Map<string, string>()
  readonly #known = new Map<string, Secrets>()
  /** Nobody reads these until they are written: what has them differs from what it will be. */
  readonly #renewed = new Set<string>()

  constructor(
    home: string,
    private readonly files: OwnFiles,
  ) {
    this.#folder = inHome(home, 'secrets')
  }

  readonly path = (context: string): string => join(this.#folder, `${context.slice(1)}${ending}`)

  readonly read = (context: string, property: string): string | undefined =>
    this.#renewed.has(`${context} ${property}`) ? undefined : this.#secrets(context)[property]

  readonly has = (context: string, property: string): boolean => this.#secrets(context)[property] !== undefined

  /** Says that a step renews a secret. */
  readonly renew = (context: string, property: string): void => void this.#renewed.add(`${context} ${property}`)

  readonly masked = (text: string): string =>
    this.#all().reduce((masked, secret) => masked.replaceAll(secret, '********'), text)

  /** The secrets of all contexts, the longest first. A file that cannot be read has none to show. */
  #all(): readonly string[] {
    const secrets = entriesOf(this.#folder)
      .filter(({ name }) => name.endsWith(ending) && !name.startsWith('.'))
      .flatMap(({ name }) => this.#readable(`@${name.slice(0, -ending.length)}`))
    return secrets.flatMap(withPassword).sort((left, right) => right.length - left.length)
  }

  #readable(context: string): readonly string[] {
    try {
      return Object.values(this.#secrets(context))
    } catch {
      return []
    }
  }

  /** Remembers a secret from the user until a step stores it. */
  readonly take = (context: string, property: string, value: string): void => {
    this.#given.set(`${context} ${property}`, value)
  }

  readonly given = (context: string, property: string): string | undefined => this.#given.get(`${context} ${property}`)

  readonly write = (context: string, property: string, value: string | undefined): void => {
    this.#renewed.delete(`${context} ${property}`)
    const known = this.#read(context)
    const { [property]: _, ...rest } = known
    // A property that was there keeps its place: after an undo the file is as it was.
    const secrets = value === undefined ? rest : { ...known, [property]: value }
    this.#known.set(context, secrets)
    if (Object.keys(secrets).length === 0) return this.files.remove(this.path(context))
    ensureDirSync(dirname(this.path(context)), 0o700)
    this.files.write(this.path(context), textOf(secrets), onlyOwner)
  }

  readonly writeAll = async (secrets: readonly Secret[]): Promise<readonly Applied[]> => {
    ensureDirSync(this.#folder, 0o700)
    const groups = [...groupBy(secrets, ({ context }) => context)]
    const written = await this.files.writeAll(groups.map(([context, group]) => this.#newFile(context, group)))
    const outcomes = new Map(groups.map(([context], index) => [context, written[index] as Applied]))
    return secrets.map(({ context }) => outcomes.get(context) as Applied)
  }

  #newFile(context: string, added: readonly Secret[]) {
    const text = () => {
      for (const { property } of added) this.#renewed.delete(`${context} ${property}`)
      const secrets = {
        ...this.#read(context),
        ...Object.fromEntries(added.map(({ property, value }) => [property, value])),
      }
      this.#known.set(context, secrets)
      return textOf(secrets)
    }
    return { path: this.path(context), mode: onlyOwner, text }
  }

  readonly keep = (context: string, property: string, path: string): void => {
    ensureDirSync(dirname(path), 0o700)
    this.files.write(path, this.#secrets(context)[property] ?? '', onlyOwner)
  }

  readonly restore = (context: string, property: string, path: string): void => {
    const kept = this.files.text(path)
    if (kept !== undefined) this.write(context, property, kept)
  }

  /** Forgets what was read, so that it is read again. */
  forget(): void {
    this.#known.clear()
    this.#renewed.clear()
  }

  #secrets(context: string): Secrets {
    const known = this.#known.get(context)
    if (known !== undefined) return known
    const secrets = this.#read(context)
    this.#known.set(context, secrets)
    return secrets
  }

  #read(context: string): Secrets {
    const text = this.files.text(this.path(context))
    if (text === undefined) return {}
    const secrets = parsed(text)
    if (isSecrets(secrets)) return secrets
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${this.path(context)} has no secrets that can be read`, {
      fix: 'restore the last good one from a backup',
      context,
    })
  }
}
