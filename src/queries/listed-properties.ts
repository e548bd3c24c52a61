import type { Context } from '../contexts/context.js'
import { propertiesOf } from '../contexts/schema.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Application } from '../applications/application.js'
import { codeHost } from '../applications/code-host.js'
import { readOr } from '../hosts/snapshot-reader.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { ListedContext } from '../provision/api.js'

type Values = { readonly [property: string]: unknown }

/** The value of a property. Undefined if a context on the way cannot be read. */
const valueOf = (context: Context, property: string): unknown =>
  readOr(
    () => (context as unknown as Values)[property],
    () => undefined,
  )

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const truthOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

/** Drops properties without a value. */
const known = <Value extends object>(values: Value): { readonly [Key in keyof Value]: NonNullable<Value[Key]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

type Listed = Omit<ListedContext, 'name' | 'type' | 'on' | 'services' | 'damage'>

/** Reads the columns of the list. The code base of a platform is read once for all its sites. */
export class ListedProperties {
  readonly #applications = new Map<string, Pick<Listed, 'application' | 'version'>>()

  constructor(private readonly planning: TaskPlanning) {}

  of(context: Context): Listed {
    return known({
      uri: textOf(valueOf(context, 'uri')),
      installed: truthOf(valueOf(context, 'installed')),
      enabled: truthOf(valueOf(context, 'site_enabled')),
      client: textOf(valueOf(context, 'client_name')),
      ...this.#applicationOf(context),
    }) as Listed
  }

  /** The application of the context, or of its platform. */
  #applicationOf(context: Context): Pick<Listed, 'application' | 'version'> {
    const platform =
      'application' in propertiesOf(this.planning.contexts.schema, context.type)
        ? context
        : valueOf(context, 'platform')
    if (typeof platform !== 'object' || platform === null) return {}
    const { name } = platform as Context
    const application = this.#applications.get(name) ?? this.#read(platform as Context)
    this.#applications.set(name, application)
    return application
  }

  #read(platform: Context): Pick<Listed, 'application' | 'version'> {
    const name = textOf(valueOf(platform, 'application'))
    const application = this.planning.catalog.applications.find((candidate) => candidate.name === name)
    return known({ application: name, version: this.#version(platform as Platform, application) }) as Pick<
      Listed,
      'application' | 'version'
    >
  }

  /** Undefined for a code base on a machine that cannot be reached. */
  #version(platform: Platform, application: Application | undefined): string | undefined {
    return readOr(
      () => textOf(application?.detect(platform.root, codeHost(platform, this.planning))),
      () => undefined,
    )
  }
}
