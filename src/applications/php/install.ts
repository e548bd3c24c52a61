import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Words } from '../../hosts/host.js'
import type { CommandStep } from '../../steps/command.js'
import { codePlace } from '../code-host.js'
import { siteEnvironment } from '../environment.js'

/** A step for the platform's install command, if it has one. */
export const install = (site: Site, server: Server, planning: Planning): readonly CommandStep[] => {
  const { install_cmd, root } = site.platform
  if (install_cmd === undefined || install_cmd === '') return []
  return [
    {
      kind: 'command',
      stage: 'application',
      ...codePlace(site, server, planning),
      title: `run ${install_cmd} for ${site.uri}`,
      words: install_cmd.split(/ +/) as unknown as Words,
      directory: root,
      environment: siteEnvironment(site),
      failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
    },
  ]
}
