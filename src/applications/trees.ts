import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import type { Acl, Rights } from '../hosts/acl.js'
import type { TreeAccessStep } from '../steps/tree-access.js'
import { codePlace } from './code-host.js'
import { sitesPath } from './layout.js'
import { codeAcl, sharedAcl, withAcl } from './site-acls.js'
import { type SiteOn, below, codeMode, groupOf, readableMode, writableMode } from './site-on.js'

/** The ACL of what is below a folder, as it gets it from there. */
const aclBelow = (acl: Acl | null | undefined): Acl | null | undefined =>
  acl?.inherited === undefined ? acl : { ...acl.inherited, inherited: acl.inherited }

const withoutExecution = (rights: Rights): Rights => `${rights.slice(0, 2)}-` as Rights

/** The same for a file there. */
const fileAcl = (acl: Acl | null | undefined): Acl | null | undefined =>
  acl?.inherited === undefined
    ? acl
    : {
        owningGroup: withoutExecution(acl.inherited.owningGroup),
        named: Object.fromEntries(
          Object.entries(acl.inherited.named).map(([name, rights]) => [name, withoutExecution(rights)]),
        ),
      }

/** What is in a folder has the permissions that verify gives it when everything is to be looked at. */
const treeAccess = (
  { place }: Pick<SiteOn, 'place'>,
  details: Pick<TreeAccessStep, 'path' | 'folders' | 'files' | 'withItself' | 'except' | 'keepsPrograms' | 'helper'>,
): TreeAccessStep => ({
  kind: 'tree-access',
  stage: 'file',
  title: `set the permissions of everything in ${details.path}`,
  ...place,
  ...details,
})

const writableFileMode = 0o660
const codeFileMode = 0o644

/** Everything in a folder that PHP writes to. What PHP has made there is opened, where it has closed it. */
export const writableTree = (on: SiteOn, name: string, web: Rights = 'r-x'): TreeAccessStep => {
  const acl = sharedAcl(on, web)
  return treeAccess(on, {
    path: below(on, name),
    folders: { mode: writableMode, ...groupOf(on.server), ...withAcl(aclBelow(acl)) },
    files: { mode: writableFileMode, ...groupOf(on.server), ...withAcl(fileAcl(acl)) },
    ...on.helper,
  })
}

/** Everything in a folder with code of a site. */
export const codeTree = (on: SiteOn, name: string, group?: string): TreeAccessStep => {
  const [given, acl] = [group === undefined ? {} : { group }, codeAcl(on)]
  return treeAccess(on, {
    path: below(on, name),
    folders: { mode: codeMode, ...given, ...withAcl(aclBelow(acl)) },
    files: { mode: codeFileMode, ...given, ...withAcl(fileAcl(acl)) },
  })
}

/** The code base of a platform, without the sites. */
export const platformTrees = (platform: Platform, server: Server, planning: Planning): readonly TreeAccessStep[] => [
  treeAccess(
    { place: codePlace(platform, server, planning) },
    {
      path: platform.root,
      folders: { mode: readableMode },
      files: { mode: codeFileMode },
      withItself: true,
      except: [posix.basename(sitesPath(platform))],
      keepsPrograms: true,
    },
  ),
]
