import { thisMachine } from '../../hosts/reader.js'
import type { Site } from '../../contexts/types/site.js'
import type { Words } from '../../hosts/host.js'
import type { CommandStep } from '../../steps/command.js'
import { siteEnvironment } from '../environment.js'

/** The platform's install command, if it has one. */
export const install = (site: Site): readonly CommandStep[] => {
  const { install_cmd, root } = site.platform
  if (install_cmd === undefined || install_cmd === '') return []
  return [
    {
      kind: 'command',
      host: thisMachine,
      stage: 'application',
      context: site.name,
      title: `run ${install_cmd} for ${site.uri}`,
      words: install_cmd.split(/ +/) as unknown as Words,
      directory: root,
      environment: siteEnvironment(site),
      failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
    },
  ]
}
