import { posix } from 'node:path'
import { ProvisionError } from '../errors.js'
import { command } from '../lib/shell-word.js'
import type { AddedConstraints } from '../contexts/constraints.js'
import type { AddedProperties, Json, ValuesOf } from '../contexts/property.js'
import { plainText } from '../contexts/plain-text.js'
import { choice, derived, list, shape } from '../contexts/shapes.js'
import type { Site } from '../contexts/types/site.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Planning } from '../contexts/planning.js'
import type { InstallationProof } from '../steps/common/step.js'
import type { HostReader } from '../hosts/reader.js'
import type { Application, Serving } from './application.js'
import { codeHost } from './code-host.js'

/** The highest precedence of applications that take any code: `php`, `static`. */
const anyCode = 10

const fileType = (given: Json): string => {
  const text = plainText(given).replace(/^\./, '').toLowerCase()
  if (/^(?:php\d*|pht|phtml|phps|phpt|phar|inc|sql|env)$/.test(text)) throw new Error(`${text} is never served`)
  if (/^[a-z0-9]{1,16}$/.test(text)) return text
  throw new Error('not the end of a file name: letters and digits, such as geojson')
}

const staticProperties = {
  static_types: list(shape('end of a file name', fileType), {
    description: 'types of files that are served as they are, besides the usual ones of pages',
    default: [],
    example: 'geojson,usdz',
  }),
} as const

declare module '../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof staticProperties> {
    /** Name of the application, given or detected. */
    readonly application: string
    readonly serving: Serving
  }
}
declare module '../contexts/types/site.js' {
  interface SiteValues {
    readonly installation_proof: InstallationProof | undefined
  }
}

/** The first application, by precedence, that recognizes the code base. */
export const detectApplication = (
  applications: readonly Application[],
  root: string,
  host: HostReader,
): Application | undefined =>
  [...applications]
    .sort((left, right) => right.precedence - left.precedence)
    .find((application) => application.detect(root, host) !== undefined)

/** Where Composer puts what is served, below what it needs. */
const documentRoots = ['web', 'docroot']

/** The folder below a root that has an application which is not just any code. */
const documentRootBelow = (applications: readonly Application[], root: string, host: HostReader): string | undefined =>
  documentRoots
    .map((name) => posix.join(root, name))
    .find((path) => (detectApplication(applications, path, host)?.precedence ?? 0) > anyCode)

interface NotDetected {
  readonly message: string
  readonly fix: string
}

const notDetected = (applications: readonly Application[], { name, root }: Platform, host: HostReader): NotDetected => {
  const below = documentRootBelow(applications, root, host)
  if (below !== undefined)
    return {
      message: `${root} is not the document root of its code base, which is ${below}`,
      fix: command`provision-save ${name} --root=${below}`,
    }
  return {
    message: host.isDirectory(root) ? `no known application found in ${root}` : `there is no folder ${root}`,
    fix: `put the code base there, or correct the path: provision-save ${name} --root=PATH, or name the application: provision-save ${name} --application=${applications.map((known) => known.name).join('|')}`,
  }
}

const detected = (applications: readonly Application[], platform: Platform, planning: Planning): string => {
  const { name, root } = platform
  const host = codeHost(platform, planning)
  const application = detectApplication(applications, root, host)
  if (application !== undefined) return application.name
  const { message, fix } = notDetected(applications, platform, host)
  throw new ProvisionError('DRUSH_INVALID_DRUPAL_ROOT', `${name}/root: ${message}`, { fix, context: name })
}

export const applicationNamed = (applications: readonly Application[], name: string): Application => {
  const application = applications.find((known) => known.name === name)
  if (application !== undefined) return application
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `there is no application ${name}`, {
    fix: `use one of ${applications.map((known) => known.name).join(', ')}`,
  })
}

/** The application is fixed, because it has created the platform's files for its sites. */
export const applicationConstraints: AddedConstraints = {
  fixed: { platform: { application: 'save another platform, and use that' } },
}

/** Properties that every platform has, whatever its application. */
export const applicationProperties = (applications: readonly Application[]): AddedProperties => ({
  platform: {
    application: {
      ...choice(applications.map(({ name }) => name))({
        description: 'type of the code base',
        default: (platform: Platform, planning: Planning) => detected(applications, platform, planning),
        defaultText: 'detected from the root',
      }),
      settles: true,
    },
    ...staticProperties,
    serving: derived(
      'how requests for the sites of the platform are served',
      (platform: Platform): Serving => applicationNamed(applications, platform.application).serving(platform),
    ),
  },
  site: {
    installation_proof: derived(
      'what in the database proves that the application is installed',
      (site: Site, planning: Planning): InstallationProof | undefined =>
        applicationNamed(applications, site.platform.application).proof?.(site, planning),
    ),
  },
})
