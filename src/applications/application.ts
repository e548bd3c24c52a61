import type { HostReader } from '../hosts/reader.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Site } from '../contexts/types/site.js'
import type { AddedConstraints } from '../contexts/constraints.js'
import type { AddedProperties } from '../contexts/property.js'
import type { Step } from '../steps/common/step.js'

/** How requests of an application's sites are served: what a web server's configuration is computed from. */
export interface Serving {
  /** Script that gets each request that is no file, such as `index.php`; none for static sites. */
  readonly frontController?: string
  /** How the front controller gets the path: Drupal 7 asks for `q`. */
  readonly frontControllerQuery?: string
  /** Scripts that PHP may run, as regular expressions of the URL path without the leading slash; all `.php` when not given. */
  readonly scripts?: readonly string[]
  /** Paths below the document root that are never served, as regular expressions without the leading slash. */
  readonly denied: readonly string[]
  /** Folders of the site, relative to `site_path`, that visitors may upload to: served as they are, PHP never runs there. */
  readonly uploads: readonly string[]
  /** Whether PHP gets the site's `hash_salt`, which the application has a step for, along with its credentials. */
  readonly hashSalt?: boolean
}

/** What a platform's code base is. One folder under `src/applications/`; adding one touches no other file. */
export interface Application extends AddedConstraints {
  readonly name: string
  readonly description: string
  /** The higher, the sooner it is asked: `php` takes what nothing else wants. */
  readonly precedence: number
  /** Its version when the root is one of its code bases (the empty string when that cannot be told), else undefined. */
  readonly detect: (root: string, look: HostReader) => string | undefined
  /** Services that its sites cannot do without, besides the web server: `db`. */
  readonly needs: readonly string[]
  /** Properties that the application adds to contexts. */
  readonly properties?: AddedProperties
  /** Files and directories that its platform needs. */
  readonly platform: (platform: Platform, look: HostReader) => readonly Step[]
  /** Directories, settings file and all that one site needs besides database and vhost. */
  readonly site: (site: Site, look: HostReader) => readonly Step[]
  /** Installs the application in the database of the site; runs once. Its steps' results may have a `login_link`. */
  readonly install: (site: Site, look: HostReader) => readonly Step[]
  /** What must be gone once a site, or the platform, is deleted. */
  readonly remove: {
    readonly platform: (platform: Platform, look: HostReader) => readonly Step[]
    readonly site: (site: Site, look: HostReader) => readonly Step[]
  }
  readonly serving: (platform: Platform) => Serving
}
