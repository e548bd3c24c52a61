import { posix } from 'node:path'
import { ownerFile } from '../../steps/common/owner-tag.js'
import { type Found, type Sight, shellWord } from './found.js'
import { type TextMark, markOf } from './marks.js'

/** What the administrator and certificate authorities keep there, and links to code bases. */
const others = new Set(['pre.d', 'post.d', 'acme', 'subroot'])

const unowned = (path: string, { look, living }: Sight): TextMark | undefined => {
  const mark = markOf(look.text(path))
  return mark === undefined || living.uuids.has(mark.uuid) ? undefined : mark
}

const why = 'no context has the uuid in its first line'

/** One file may include the other: they go together. */
const fileFound = (path: string, server: string, sight: Sight): readonly Found[] => {
  const mark = unowned(path, sight)
  if (mark === undefined) return []
  const fix = `rm ${shellWord(path)}, together with the others of ${mark.context}; then ${sight.reloading(server)}`
  return [{ kind: 'web-file', where: path, ...mark, why, fix, removable: false }]
}

const filesBelow = (folder: string, server: string, sight: Sight): readonly Found[] =>
  sight
    .entries(folder)
    .filter(({ name }) => !name.startsWith('.') && !others.has(name))
    .flatMap(({ path, kind }) => {
      if (kind === 'directory') return filesBelow(path, server, sight)
      return kind === 'file' ? fileFound(path, server, sight) : []
    })

/** Of files that all servers share. */
const shared = 'includes'

const ofServer = (folder: string, sight: Sight): readonly Found[] => {
  const [uuid, context] = [sight.look.text(posix.join(folder, ownerFile))?.trim(), `@${posix.basename(folder)}`]
  const isOwned = uuid === undefined ? sight.living.find(context) !== undefined : sight.living.uuids.has(uuid)
  if (isOwned) return filesBelow(folder, context, sight)
  return [
    {
      kind: 'web-folder',
      where: folder,
      context,
      ...(uuid === undefined ? {} : { uuid }),
      why: uuid === undefined ? `there is no server ${context}` : `no context has the uuid in its ${ownerFile}`,
      fix: `see that no web server reads it any more, then rm -r ${shellWord(folder)}`,
      removable: false,
    },
  ]
}

const isLocal = (host: unknown): boolean => host === undefined || host === 'localhost'

/** Folders of servers that keep their configuration elsewhere; what lies beside them may be another home's. */
const elsewhere = ({ home, living }: Sight): readonly string[] =>
  living.records
    .filter(({ properties }) => isLocal(properties['remote_host']))
    .flatMap(({ name, properties: { aegir_root } }) =>
      typeof aegir_root === 'string' && aegir_root !== home ? [posix.join(aegir_root, 'config', name.slice(1))] : [],
    )

const isThere = (folder: string, { look }: Sight): boolean => look.exists(folder)

/** Links that the web servers' own configuration includes, to the configuration of a server that is gone. */
const links = (config: string, sight: Sight): readonly Found[] =>
  sight
    .entries(config)
    .filter(({ kind, name }) => kind === 'link' && name.endsWith('.conf'))
    .flatMap(({ path }): readonly Found[] => {
      const mark = unowned(path, sight)
      if (mark === undefined) return []
      const fix = `see that no web server includes it any more, then rm ${shellWord(path)}`
      return [{ kind: 'web-file', where: path, ...mark, why, fix, removable: false }]
    })

/** Generated configuration that no context has, and folders of servers that there are not. */
export const unownedWebFiles = (sight: Sight): readonly Found[] => {
  const config = posix.join(sight.home, 'config')
  const own = sight
    .entries(config)
    .filter(({ kind, name }) => kind === 'directory' && name !== shared && !name.startsWith('.'))
    .map(({ path }) => path)
  const folders = [...own, ...elsewhere(sight).filter((folder) => isThere(folder, sight))]
  return [...links(config, sight), ...folders.flatMap((folder) => ofServer(folder, sight))]
}
