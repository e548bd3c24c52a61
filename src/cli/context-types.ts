import { inTypeOrder, typeNames } from '../contexts/schema.js'
import { contextTypes } from '../contexts/types/types.generated.js'

const ownProperties = Object.fromEntries(Object.values(contextTypes).map(({ name, properties }) => [name, properties]))

/** The types of contexts, for flags: in the order of their references. */
export const contextTypeNames = typeNames(inTypeOrder(ownProperties))

/** `server, platform or site` */
export const contextTypesText = contextTypeNames.join(', ').replace(/, ([^,]*)$/, ' or $1')
