import type { Platform } from '../contexts/types/platform.js'
import type { Site } from '../contexts/types/site.js'
import type { InstallationProof } from '../steps/common/step.js'
import type { Planner, Transitions } from '../services/planner.js'
import type { Application, Serving } from './application.js'
import { codeHost } from './code-host.js'
import { type Multisite, type Release, found, foundOrNone } from './multisite-release.js'
import { hashSalt, hashSaltProperties } from './hash-salt.js'
import { credentialsFile, sharedFiles, sitesFolder, withdrawSiteFolder, withdrawSitesFolder } from './layout.js'
import { siteFolders, siteTrees, withdrawConfig, writtenByPhp } from './multisite-folders.js'
import { installSteps } from './multisite-install.js'
import { drushFile, siteSettings } from './multisite-settings.js'
import { siteOn } from './site-on.js'
import { sitesFile, withdrawSitesFile } from './sites-file.js'
import { platformTrees } from './trees.js'

const serializedText = (text: string): string => `s:${text.length}:"${text}";`

/** The installation writes the uuid of its site. One that was made by hand says nothing. */
const proofOf = ({ uuid, install_method }: Site, release: Release | undefined): InstallationProof | undefined =>
  release && {
    ...release.proof,
    ...(install_method === 'manual' ? {} : { value: serializedText(uuid) }),
  }

const verifyPlatform =
  (of: Multisite): Planner<'platform'> =>
  (platform, server, planning) => {
    found(of, platform, planning.host(server))
    return [...sitesFolder(platform, server, planning), ...sitesFile(platform, server, planning)]
  }

const verifySite =
  (of: Multisite): Planner<'site'> =>
  (site, server, planning) => {
    const [on, release] = [siteOn(site, server, planning), found(of, site.platform, planning.host(server))]
    return [
      hashSalt(site, planning),
      ...siteFolders(on, release, planning),
      ...sharedFiles(on, writtenByPhp),
      ...credentialsFile(on),
      siteSettings(on, release),
      drushFile(on),
    ]
  }

const withdraw = (of: Multisite): Transitions => ({
  platform: (transition, server, planning) => [
    ...withdrawSitesFile(transition, server, planning),
    ...withdrawSitesFolder(transition, server, planning),
  ],
  site: (transition, server, planning) => [
    ...withdrawConfig(transition, foundOrNone(of, transition.from, planning.host(server)), server, planning),
    ...withdrawSiteFolder(transition, server, planning),
  ],
})

const servingOf =
  ({ serving: { scripts = [], denied } }: Multisite) =>
  ({ static_types }: Platform): Serving => ({
    frontController: 'index.php',
    scripts,
    denied,
    types: static_types,
    uploads: ['files'],
    hashSalt: true,
  })

/**
 * An application after the pattern of Drupal: one code base, whose sites have folders of their own with `settings.php`
 * in `sites`. Files of one site are in `sites/<uri>`.
 */
export const multisite = (of: Multisite): Application => ({
  name: of.name,
  description: of.description,
  precedence: of.precedence,
  detect: of.detect,
  ownPaths: of.ownPaths,
  needs: ['db'],
  uses: () => ['language', 'profile'],
  properties: hashSaltProperties,
  verify: { platform: verifyPlatform(of), site: verifySite(of) },
  permissions: {
    platform: platformTrees,
    site: (site, server, planning) =>
      siteTrees(siteOn(site, server, planning), found(of, site.platform, planning.host(server)), planning),
  },
  install: (site, server, planning) =>
    installSteps(site, server, planning, found(of, site.platform, planning.host(server))),
  withdraw: withdraw(of),
  serving: servingOf(of),
  proof: (site, planning) => proofOf(site, foundOrNone(of, site, codeHost(site.platform, planning))),
})
