import type { Namespace } from '../contexts/constraints.js'
import type { ContextRecord } from '../contexts/record.js'
import { isContextName } from '../contexts/shapes.js'
import { command } from '../lib/shell-word.js'
import { type Orphan, removedByGc } from '../services/orphan.js'
import type { Scan } from './scan.js'
import { inHome } from '../lib/home-folders.js'

/** Secrets of contexts that do not exist. They are never removed: the context may be restored from a backup later. */
export const unownedSecrets = ({ home, entries, known }: Scan): readonly Orphan[] =>
  entries(inHome(home, 'secrets')).flatMap(({ name, path }): readonly Orphan[] => {
    const [, bare] = /^([^.].*)\.json$/.exec(name) ?? []
    const context = `@${bare}`
    if (bare === undefined || known.find(context) !== undefined) return []
    const fix = command`restore the context, or rm ${path}`
    return [{ kind: 'secrets', where: path, context, why: `there is no context ${context}`, fix, removable: false }]
  })

const whyVoid = (named: string, record: ContextRecord | undefined, { noun }: Namespace): string => {
  if (named === '') return 'it names no context'
  return record === undefined ? `there is no context ${named}` : `${named} does not have this ${noun}`
}

const voidNames = (namespace: Namespace, { reader, entries, known, claims }: Scan): readonly Orphan[] => {
  const isClaimed = (record: ContextRecord, path: string): boolean =>
    claims.declared.isUncertain(record) || claims.declared.possible(record).some((claim) => claims.path(claim) === path)
  return entries(claims.folder(namespace))
    .filter(({ name, kind }) => kind === 'file' && !name.startsWith('.'))
    .flatMap(({ path }): readonly Orphan[] => {
      const text = reader.text(path)
      const named = text?.trim() ?? ''
      const record = known.find(named)
      if (text === undefined || (record !== undefined && isClaimed(record, path))) return []
      const context = isContextName(named) ? { context: named } : {}
      const why = whyVoid(named, record, namespace)
      return [{ kind: 'name', where: path, ...context, why, fix: removedByGc, removable: true, text }]
    })
}

/** Reserved names, such as host names, whose context does not have them. */
export const voidClaims = (scan: Scan): readonly Orphan[] =>
  scan.claims.declared.namespaces.flatMap((namespace) => voidNames(namespace, scan))
