import { inTypeOrder, typeNames } from './schema.js'
import { contextTypes } from './types/types.generated.js'

const ownProperties = Object.fromEntries(Object.values(contextTypes).map(({ name, properties }) => [name, properties]))

/** The types of contexts, in the order of their references. */
export const contextTypeNames = typeNames(inTypeOrder(ownProperties))

/** `server, platform or site` */
export const contextTypesText = contextTypeNames.join(', ').replace(/, ([^,]*)$/, ' or $1')
