import { posix } from 'node:path'
import { HostNames } from '../../contexts/host-names.js'
import type { ContextRecord } from '../../contexts/record.js'
import { isContextName } from '../../contexts/shapes.js'
import { ContextStore } from '../../contexts/store.js'
import { claims } from '../../contexts/validate.js'
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

const whyVoid = (named: string, record: ContextRecord | undefined): string => {
  if (named === '') return 'it names no site'
  return record === undefined ? `there is no context ${named}` : `${named} does not have this host name`
}

/** Host names that are kept for sites which do not have them. */
export const voidHostNames = ({ home, look, entries, living }: Sight): readonly Found[] => {
  const hosts = new HostNames(home, look, new ContextStore(home, look))
  const claimed = (record: ContextRecord) => claims(record).map(({ host }) => hosts.path(host))
  return entries(hosts.folder)
    .filter(({ name, kind }) => kind === 'file' && !name.startsWith('.'))
    .flatMap(({ path }): readonly Found[] => {
      const text = look.text(path)
      const named = text?.trim() ?? ''
      const record = living.find(named)
      if (text === undefined || (record !== undefined && claimed(record).includes(path))) return []
      const context = isContextName(named) ? { context: named } : {}
      const why = whyVoid(named, record)
      return [{ kind: 'host', where: path, ...context, why, fix: removedByGc, removable: true, text }]
    })
}
