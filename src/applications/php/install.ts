import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Words } from '../../hosts/host.js'
import type { CommandStep } from '../../steps/command.js'
import { codePlace } from '../code-host.js'
import type { Step } from '../../steps/common/step.js'
import { installedTables } from '../installed-tables.js'
import { siteEnvironment, siteUser } from '../environment.js'

/** What the installation is to be like, for those commands that can do it. */
const wishes = ({ language, profile }: Site): Readonly<Record<string, string>> => ({
  PROVISION_LANGUAGE: language,
  PROVISION_PROFILE: profile,
})

/** Runs the platform's install command, if it has one, and checks that it has filled the database. */
export const install = (site: Site, server: Server, planning: Planning): readonly Step[] => {
  const { install_cmd, root } = site.platform
  if (install_cmd === undefined || install_cmd === '') return []
  const command: CommandStep = {
    kind: 'command',
    stage: 'application',
    ...codePlace(site, server, planning),
    title: `run ${install_cmd} for ${site.uri}`,
    words: install_cmd.split(/ +/) as unknown as Words,
    ...siteUser(site, planning),
    directory: root,
    environment: { ...siteEnvironment(site), ...wishes(site) },
    failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
    keepsOutput: true,
  }
  return [command, ...installedTables(site, planning)]
}
