import { posix } from 'node:path'
import { changesHands } from '../contexts/credentials.js'
import { type Planning, wasVerified } from '../contexts/planning.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { aclServer, groupsOf } from '../services/acl/groups.js'
import type { StepPlace } from '../steps/common/make.js'
import { codePlace } from './code-host.js'
import { siteHelper } from './environment.js'

/** Everyone on the machine may read. Only the script user may write. */
export const readableMode = 0o755
/**
 * Folders that PHP writes to. The web server's group may write, new folders inherit the group, and nobody else may
 * read.
 */
export const writableMode = 0o2770
/** Code from users in the script user's group. The web server only reads it. */
export const codeMode = 0o2775
/** Settings are readable only for the web server, and protected against accidental writes by the script user. */
export const settingsMode = 0o440

export const groupOf = ({ web_group }: Server): { readonly group?: string } =>
  web_group === undefined ? {} : { group: web_group }

/** A site on its web server. */
export interface SiteOn {
  readonly site: Site
  readonly server: Server
  readonly place: StepPlace
  /** Whether what is in its places is known to belong to it. */
  readonly adopt: boolean
  /** The user that Provision runs as, who keeps its rights on what PHP makes. */
  readonly scriptUser: string
  /** Whether the site may have had ACLs before, or may have them later. */
  readonly hasAcls: boolean
  /** The root helper, where the site has had PHP of its own or may have it. */
  readonly helper: { readonly helper?: string }
  /** Whether its server offers access to groups. */
  readonly isShared: boolean
  /** Groups whose members work on the site, besides its PHP. */
  readonly groups: readonly string[]
  /** The root helper, where PHP of another user has made files until now. */
  readonly sharer: string | undefined
}

export const siteOn = (site: Site, server: Server, planning: Planning): SiteOn => {
  const helper = siteHelper(site, planning)
  const isShared = aclServer(site, planning) !== undefined
  return {
    site,
    server,
    adopt: wasVerified(site.name, planning),
    place: codePlace(site, server, planning),
    scriptUser: planning.host(server).facts.user.name,
    hasAcls: helper.helper !== undefined || isShared,
    helper,
    isShared,
    groups: groupsOf(site, planning),
    sharer: changesHands(site, planning) ? helper.helper : undefined,
  }
}

export const below = ({ site }: SiteOn, name: string): string => posix.join(site.site_path, name)
