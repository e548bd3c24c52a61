import { ensureDirSync } from 'fs-extra/esm'
import { dirname, join } from 'node:path'
import { groupBy } from '../lib/group-by.js'
import type { Applied } from '../hosts/files.js'
import type { OwnFiles } from '../hosts/local/own-files.js'
import { ProvisionError } from '../errors.js'

export interface Secret {
  readonly context: string
  readonly property: string
  readonly value: string
}

/** Secrets by context and property. */
export interface Vault {
  /** The file that has the secrets of a context. */
  readonly path: (context: string) => string
  readonly read: (context: string, property: string) => string | undefined
  /** Applied at once, 0600; undefined removes it. */
  readonly write: (context: string, property: string, value: string | undefined) => void
  /** Many at once, those of one context with one write; each has an outcome of its own. */
  readonly writeAll: (secrets: readonly Secret[]) => Promise<readonly Applied[]>
  /** What the user gave with this command. */
  readonly given: (context: string, property: string) => string | undefined
  /** Copies a secret to a file (0600), for undo; `restore` puts it back from there. */
  readonly keep: (context: string, property: string, path: string) => void
  readonly restore: (context: string, property: string, path: string) => void
}

type Secrets = { readonly [property: string]: string }

const onlyOwner = 0o600

const textOf = (secrets: Secrets): string => `${JSON.stringify(secrets, undefined, 2)}\n`

/** Secrets in files of their own, one for each context that has any: 0600, in a folder 0700. */
export class SecretFiles implements Vault {
  readonly #folder: string
  readonly #given = new Map<string, string>()
  readonly #known = new Map<string, Secrets>()

  constructor(
    home: string,
    private readonly files: OwnFiles,
  ) {
    this.#folder = join(home, 'secrets')
  }

  readonly path = (context: string): string => join(this.#folder, `${context.slice(1)}.json`)

  readonly read = (context: string, property: string): string | undefined => this.#secrets(context)[property]

  /** Holds what the user gave until a step keeps it. */
  readonly take = (context: string, property: string, value: string): void => {
    this.#given.set(`${context} ${property}`, value)
  }

  readonly given = (context: string, property: string): string | undefined => this.#given.get(`${context} ${property}`)

  readonly write = (context: string, property: string, value: string | undefined): void => {
    const { [property]: _, ...rest } = this.#read(context)
    const secrets = value === undefined ? rest : { ...rest, [property]: value }
    this.#known.set(context, secrets)
    if (Object.keys(secrets).length === 0) return this.files.remove(this.path(context))
    ensureDirSync(dirname(this.path(context)), 0o700)
    this.files.write(this.path(context), textOf(secrets), onlyOwner)
  }

  readonly writeAll = async (secrets: readonly Secret[]): Promise<readonly Applied[]> => {
    ensureDirSync(this.#folder, 0o700)
    const groups = [...groupBy(secrets, ({ context }) => context)]
    const written = await this.files.writeAll(groups.map(([context, some]) => this.#newFile(context, some)))
    const outcomes = new Map(groups.map(([context], at) => [context, written[at] as Applied]))
    return secrets.map(({ context }) => outcomes.get(context) as Applied)
  }

  #newFile(context: string, added: readonly Secret[]) {
    const text = () => {
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
    this.files.write(path, this.read(context, property) ?? '', onlyOwner)
  }

  readonly restore = (context: string, property: string, path: string): void => {
    const kept = this.files.text(path)
    if (kept !== undefined) this.write(context, property, kept)
  }

  /** Forgets what was read, so that it is read anew. */
  forget(): void {
    this.#known.clear()
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
    try {
      return JSON.parse(text) as Secrets
    } catch (cause) {
      throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${this.path(context)}: not JSON`, {
        cause: (cause as Error).name,
        fix: 'put back the last good one from a backup',
        context,
      })
    }
  }
}
