import type { Context } from '../contexts/context.js'
import { type Schema, propertiesOf } from '../contexts/schema.js'
import type { Application } from '../applications/application.js'
import type { HostReader } from '../hosts/reader.js'
import type { ListedContext } from '../provision/api.js'

type Values = { readonly [property: string]: unknown }

/** A property of a context that may have another, or a broken file at its end: then it has no value. */
const valueOf = (context: Context, property: string): unknown => {
  try {
    return (context as unknown as Values)[property]
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const truthOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

/** Without what has no value. */
const known = <Value extends object>(values: Value): { readonly [Key in keyof Value]: NonNullable<Value[Key]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

type Listed = Omit<ListedContext, 'name' | 'type' | 'on' | 'services' | 'damage'>

/** Reads what the list shows of each context; the code base of a platform is looked at once for all its sites. */
export class ListedProperties {
  readonly #applications = new Map<string, Pick<Listed, 'application' | 'version'>>()

  constructor(
    private readonly schema: Schema,
    private readonly applications: readonly Application[],
    private readonly look: HostReader,
  ) {}

  of(context: Context): Listed {
    return known({
      uri: textOf(valueOf(context, 'uri')),
      installed: truthOf(valueOf(context, 'installed')),
      enabled: truthOf(valueOf(context, 'site_enabled')),
      client: textOf(valueOf(context, 'client_name')),
      ...this.#applicationOf(context),
    }) as Listed
  }

  /** The application of the context, or of the platform that it is on. */
  #applicationOf(context: Context): Pick<Listed, 'application' | 'version'> {
    const platform = 'application' in propertiesOf(this.schema, context.type) ? context : valueOf(context, 'platform')
    if (typeof platform !== 'object' || platform === null) return {}
    const { name } = platform as Context
    const application = this.#applications.get(name) ?? this.#read(platform as Context)
    this.#applications.set(name, application)
    return application
  }

  #read(platform: Context): Pick<Listed, 'application' | 'version'> {
    const name = textOf(valueOf(platform, 'application'))
    const application = this.applications.find((candidate) => candidate.name === name)
    const version = textOf(application?.detect(String(valueOf(platform, 'root')), this.look))
    return known({ application: name, version }) as Pick<Listed, 'application' | 'version'>
  }
}
