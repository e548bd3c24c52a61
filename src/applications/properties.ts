import { ProvisionError } from '../errors.js'
import type { AddedConstraints } from '../contexts/constraints.js'
import type { AddedProperties } from '../contexts/property.js'
import { choice, derived } from '../contexts/shapes.js'
import type { Platform } from '../contexts/types/platform.js'
import type { HostReader } from '../hosts/reader.js'
import type { Application, Serving } from './application.js'

declare module '../contexts/types/platform.js' {
  interface PlatformValues {
    /** Name of the application, given or detected. */
    readonly application: string
    readonly serving: Serving
  }
}

/** The first application, by precedence, that knows the root as its code base. */
export const detectApplication = (
  applications: readonly Application[],
  root: string,
  look: HostReader,
): Application | undefined =>
  [...applications]
    .sort((one, other) => other.precedence - one.precedence)
    .find((application) => application.detect(root, look) !== undefined)

const detected = (applications: readonly Application[], { name, root }: Platform, look: HostReader): string => {
  const application = detectApplication(applications, root, look)
  if (application !== undefined) return application.name
  throw new ProvisionError('DRUSH_INVALID_DRUPAL_ROOT', `${name}/root: no application is known in ${root}`, {
    fix: `put the code base there, or name it: provision-save ${name} --application=${applications.map((known) => known.name).join('|')}`,
    context: name,
  })
}

export const applicationNamed = (applications: readonly Application[], name: string): Application => {
  const application = applications.find((known) => known.name === name)
  if (application !== undefined) return application
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `there is no application ${name}`, {
    fix: `use one of ${applications.map((known) => known.name).join(', ')}`,
  })
}

/** What a platform has made for its sites is its application's. */
export const applicationConstraints: AddedConstraints = {
  fixed: { platform: { application: 'save another platform, and use that' } },
}

/** What applications add to each platform, whichever it is. */
export const applicationProperties = (applications: readonly Application[]): AddedProperties => ({
  platform: {
    application: choice(applications.map(({ name }) => name))({
      description: 'what the code base is',
      default: (platform: Platform, look: HostReader) => detected(applications, platform, look),
      defaultText: 'detected from the root',
    }),
    serving: derived(
      'how requests for the sites of the platform are served',
      (platform: Platform): Serving => applicationNamed(applications, platform.application).serving(platform),
    ),
  },
})
