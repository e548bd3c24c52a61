import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import type { Server } from '../contexts/types/server.js'
import type { Transition } from '../services/planner.js'
import { removePath } from '../steps/common/make.js'
import type { Step } from '../steps/common/step.js'
import type { RemovalStep } from '../steps/removal.js'
import type { TreeAccessStep } from '../steps/tree-access.js'
import { codePlace } from './code-host.js'
import { siteHelper } from './environment.js'
import { codeAccess, codeFolder, siteFolder, writableFolder } from './layout.js'
import type { Release } from './multisite-release.js'
import type { SiteOn } from './site-on.js'
import { codeTree, writableTree } from './trees.js'

/** Folders of a site whose contents PHP makes. */
export const writtenByPhp: readonly string[] = ['files', 'private']

/** Nobody reads them by the web, and the web server's user does not either. */
const privateFolders = ({ site }: SiteOn, { config }: Release): readonly string[] => [
  'private',
  'private/files',
  'private/temp',
  'private/config',
  ...Object.values(config(site)),
]

/** The folders of a site. PHP writes to `files` and `private` alone. */
export const siteFolders = (on: SiteOn, release: Release, planning: Planning): readonly Step[] => {
  const { group } = planning.host(on.server).facts.user
  return [
    siteFolder(on),
    ...release.code.map((name) => codeFolder(on, name, group)),
    ...codeAccess(on, release.code, false),
    writableFolder(on, 'files'),
    ...privateFolders(on, release).map((name) => writableFolder(on, name, '---')),
  ]
}

/** Removes configuration that belongs to another installation than the one that the site has now. */
export const withdrawConfig = (
  { from, to }: Transition<'site'>,
  release: Release | undefined,
  server: Server,
  planning: Planning,
): readonly RemovalStep[] => {
  if (from.site_path !== to?.site_path || release === undefined) return []
  const { config } = release
  const kept = new Set(Object.values(config(to)))
  return Object.values(config(from))
    .filter((name) => !kept.has(name))
    .map((name) =>
      removePath(codePlace(from, server, planning), {
        path: posix.join(from.site_path, name),
        ...siteHelper(from, planning),
      }),
    )
}

/** Everything in the folders of a site. */
export const siteTrees = (on: SiteOn, release: Release, planning: Planning): readonly TreeAccessStep[] => {
  const { group } = planning.host(on.server).facts.user
  return [
    ...release.code.map((name) => codeTree(on, name, group)),
    writableTree(on, 'files'),
    writableTree(on, 'private', '---'),
  ]
}
