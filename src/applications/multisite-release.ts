import type { Platform } from '../contexts/types/platform.js'
import type { Site } from '../contexts/types/site.js'
import { ProvisionError } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import type { InstallationProof } from '../steps/common/step.js'
import type { Application } from './application.js'

/** What one release of Drupal or Backdrop needs. Paths are below the root, folders below the folder of a site. */
export interface Release {
  /** The template of `settings.php`. */
  readonly settings: string
  /** The script that installs it. */
  readonly script: string
  /** Folders that may have installation profiles. */
  readonly profiles: readonly string[]
  /** Folders with code of one site. */
  readonly code: readonly string[]
  /** Folders with configuration, which PHP writes and nobody reads by the web. */
  readonly config: (site: Site) => Config

  /** Where the installation writes whose it is, as PHP serializes it. */
  readonly proof: Omit<InstallationProof, 'value'>
}

/** What of the code base runs and is served, besides what all have in common. */
export interface MultisiteServing {
  readonly scripts?: readonly string[]
  readonly denied: readonly string[]
}

export interface Multisite extends Pick<Application, 'name' | 'description' | 'precedence' | 'detect'> {
  /** As messages name it: `Drupal`. */
  readonly label: string
  /** The major versions that are supported, as messages name them: `7 to 11`. */
  readonly majors: string
  /** What a major version needs. Undefined if it is not supported. */
  readonly release: (major: number) => Release | undefined
  readonly serving: MultisiteServing
  readonly ownPaths: readonly string[]
}

/** Folders with configuration by their use, below the folder of a site: `{ sync: 'private/config/sync' }`. */
export type Config = Readonly<Record<string, string>>

const notSupported = ({ label, majors }: Multisite, { name, root }: Platform, version?: string): ProvisionError =>
  new ProvisionError(
    'DRUSH_INVALID_DRUPAL_ROOT',
    version === undefined
      ? `${name}/root: there is no ${label} in ${root}`
      : `${name}/root: ${label} ${version || 'of an unknown version'} in ${root} is not supported`,
    { fix: `use a code base of ${label} ${majors}`, context: name },
  )

/** A release in the root of a platform, with its name: `Drupal 10.1.6`. */
export interface Found extends Release {
  readonly title: string
}

/** The release in the root of a platform. Refuses others than the supported ones. */
export const found = (of: Multisite, platform: Platform, host: HostReader): Found => {
  const version = of.detect(platform.root, host)
  const release = of.release(Number.parseInt(version ?? '', 10))
  if (release === undefined) throw notSupported(of, platform, version)
  return { ...release, title: `${of.label} ${version}` }
}

/** The same for a site that may have lost its code base. */
export const foundOrNone = (of: Multisite, site: Site, host: HostReader): Release | undefined =>
  of.release(Number.parseInt(of.detect(site.root, host) ?? '', 10))
