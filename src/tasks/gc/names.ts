import { posix } from 'node:path'
import type { Namespace } from '../../contexts/constraints.js'
import type { ContextRecord } from '../../contexts/record.js'
import { isContextName } from '../../contexts/shapes.js'
import { type Found, type Sight, removedByGc, shellWord } from './found.js'

/** Secrets of contexts that there are not. They are never removed: a context may be on its way back from a backup. */
export const unownedSecrets = ({ home, entries, living }: Sight): readonly Found[] =>
  entries(posix.join(home, 'secrets')).flatMap(({ name, path }): readonly Found[] => {
    const [, bare] = /^([^.].*)\.json$/.exec(name) ?? []
    const context = `@${bare}`
    if (bare === undefined || living.find(context) !== undefined) return []
    const fix = `put the context back, or rm ${shellWord(path)}`
    return [{ kind: 'secrets', where: path, context, why: `there is no context ${context}`, fix, removable: false }]
  })

const whyVoid = (named: string, record: ContextRecord | undefined, { noun }: Namespace): string => {
  if (named === '') return 'it names no context'
  return record === undefined ? `there is no context ${named}` : `${named} does not have this ${noun}`
}

const voidNames = (namespace: Namespace, { look, entries, living, claims }: Sight): readonly Found[] => {
  const isClaimed = (record: ContextRecord, path: string): boolean =>
    claims.declared.isUncertain(record) || claims.declared.possible(record).some((claim) => claims.path(claim) === path)
  return entries(claims.folder(namespace))
    .filter(({ name, kind }) => kind === 'file' && !name.startsWith('.'))
    .flatMap(({ path }): readonly Found[] => {
      const text = look.text(path)
      const named = text?.trim() ?? ''
      const record = living.find(named)
      if (text === undefined || (record !== undefined && isClaimed(record, path))) return []
      const context = isContextName(named) ? { context: named } : {}
      const why = whyVoid(named, record, namespace)
      return [{ kind: 'host', where: path, ...context, why, fix: removedByGc, removable: true, text }]
    })
}

/** Names, such as host names, that are kept for contexts which do not have them. */
export const voidClaims = (sight: Sight): readonly Found[] =>
  sight.claims.declared.namespaces.flatMap((namespace) => voidNames(namespace, sight))
