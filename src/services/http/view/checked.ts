import type { Context, Identity } from '../../../contexts/context.js'
import type { Properties, Property } from '../../../contexts/property.js'
import type { Platform } from '../../../contexts/types/platform.js'
import { absolutePath, isContextName, scriptPath } from '../../../contexts/shapes.js'
import { ProvisionError, messageOf } from '../../../errors.js'

type Parsed<P> = P extends Property<infer Value> ? Value : never

const notValid = (context: Identity, property: string, cause: unknown): ProvisionError =>
  new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `${JSON.stringify(context.name)}/${property}: ${messageOf(cause)}; it cannot be written to a web server's configuration`,
    { cause, context: String(context.name) },
  )

/**
 * The value of a property, checked again. A web server's configuration contains only checked values, even if a context
 * file was edited.
 */
export const checked = <P extends Properties, Name extends keyof P & string>(
  context: Context,
  properties: P,
  name: Name,
): Parsed<P[Name]> => {
  try {
    return (properties[name] as Property<Parsed<P[Name]>>).parse((context as never)[name])
  } catch (cause) {
    throw notValid(context, name, cause)
  }
}

/** A derived path, checked. */
export const checkedPath = <Name extends string>(
  context: Context & { readonly [Key in Name]: string },
  name: Name,
): string => {
  try {
    return absolutePath(context[name])
  } catch (cause) {
    throw notValid(context, name, cause)
  }
}

/** How sites are served, with the names of scripts checked. */
export const checkedServing = (platform: Platform): Platform['serving'] => {
  const { frontController, scripts } = platform.serving
  try {
    for (const script of frontController === undefined ? scripts : [frontController, ...scripts]) scriptPath(script)
    return platform.serving
  } catch (cause) {
    throw notValid(platform, 'serving', cause)
  }
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The context that a file is written for. */
export interface Owner {
  readonly name: string
  readonly uuid: string
}

export const ownerOf = (context: Context): Owner => {
  const { name, uuid } = context
  if (typeof name !== 'string' || !isContextName(name)) throw notValid(context, 'name', 'not a context name')
  if (typeof uuid !== 'string' || !uuidPattern.test(uuid)) throw notValid(context, 'uuid', 'not a UUID')
  return { name, uuid }
}
