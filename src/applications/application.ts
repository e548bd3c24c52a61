import type { AddedConstraints } from '../contexts/constraints.js'
import type { Planning } from '../contexts/planning.js'
import type { AddedProperties } from '../contexts/property.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Site } from '../contexts/types/site.js'
import type { HostReader } from '../hosts/reader.js'
import type { InstallationProof } from '../steps/common/step.js'
import type { FindOrphans } from '../services/orphan.js'
import type { Planner, Planners, Transitions } from '../services/planner.js'

/** What of an application is PHP. */
export interface Runs {
  /** Script for requests without a matching file, such as `index.php`. Undefined for static sites. */
  readonly frontController?: string
  /**
   * Scripts that PHP may run besides the front controller: paths below the document root, or all scripts of one folder,
   * `admin/*.php`. Nothing else runs.
   */
  readonly scripts: readonly string[]
}

/** Whether PHP runs at all. */
export const runsPhp = ({ frontController, scripts }: Runs): boolean =>
  frontController !== undefined || scripts.length > 0

/** How to serve requests for an application's sites. Web server configuration is computed from it. */
export interface Serving extends Runs {
  /** The query parameter with the path for the front controller: `q` in Drupal 7. */
  readonly frontControllerQuery?: string
  /** Paths that are refused although a script or a type would allow them. With a slash at the end: whole folders. */
  readonly denied: readonly string[]
  /** Ends of names of files that are served, besides those of pages: `geojson`. */
  readonly types?: readonly string[]
  /** Whether archives and documents are served from the code base, as they are from uploads. */
  readonly downloads?: boolean
  /**
   * Folders of the site, relative to `site_path`, that visitors may upload to. Served as plain files; PHP never runs
   * there.
   */
  readonly uploads: readonly string[]
  /**
   * Folders of the site, relative to `site_path`, that share what is in a folder of the code base: `content/plugins` and
   * `wp-content/plugins`. Files that are not in the first are served from the second, for no web server follows links in
   * the folder of a site.
   */
  readonly shared?: Readonly<Record<string, string>>
  /** Whether the application sends X-Frame-Options and Referrer-Policy itself, where it wants them. */
  readonly decidesHeaders?: boolean
  /** Whether PHP gets the site's `hash_salt` together with its credentials. The application has a step for it. */
  readonly hashSalt?: boolean
}

/** First parts of paths that each application uses: the folder of the sites. */
export const commonPaths: readonly string[] = ['sites']

/**
 * The type of a platform's code base. One folder in `src/applications/`. Adding one changes no other file. Its planners
 * get the web server, which has the code base.
 */
export interface Application extends AddedConstraints {
  readonly name: string
  readonly description: string
  /** Higher values are asked first. `php` has a low one, because it accepts any PHP code. */
  readonly precedence: number
  /**
   * The version if the root is one of its code bases, or an empty string if the version is unknown. Undefined
   * otherwise.
   */
  readonly detect: (root: string, host: HostReader) => string | undefined
  /** Services that its sites need besides the web server: `db`. */
  readonly needs: readonly string[]
  /** Properties of every site that the application carries out: `language`, `profile`. Others refuse a given one. */
  readonly uses?: (platform: Platform) => readonly string[]
  /** Properties that the application adds to contexts. */
  readonly properties?: AddedProperties
  /** Steps for its platform, and for the site: folders, settings file and everything besides database and vhost. */
  readonly verify: Planners
  /** Steps that set the permissions of everything in its folders, for `--fix-permissions`. They read whole trees. */
  readonly permissions?: Planners
  /** Installs the application in the database of the site. Runs once. Step results may include a `login_link`. */
  readonly install: Planner<'site'>
  /** Steps that remove what the old state has and the new state does not, or everything if the context is deleted. */
  readonly withdraw: Transitions
  readonly serving: (platform: Platform) => Serving
  /** What proves that the database of a site holds its installation. Default: any table. */
  readonly proof?: (site: Site, planning: Planning) => InstallationProof | undefined
  /** First parts of paths that it uses itself, besides `commonPaths`. No site can be a subdirectory there: `wp-admin`. */
  readonly ownPaths?: readonly string[]
  /** Finds what the application left behind for contexts that no longer exist. */
  readonly orphans?: FindOrphans
}
