import { posix } from 'node:path'
import type { Planning } from '../../contexts/planning.js'
import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'
import { ProvisionError } from '../../errors.js'
import type { Transition } from '../../services/planner.js'
import { removePath, writeFile } from '../../steps/common/make.js'
import type { FileStep } from '../../steps/file.js'
import type { RemovalStep } from '../../steps/removal.js'
import { render } from '../../templates/render.js'
import { codePlace } from '../code-host.js'
import { withdrawSitesFolder } from '../layout.js'
import { command } from '../../lib/shell-word.js'

const pathOf = ({ root }: Platform): string => posix.join(root, 'wp-config.php')

/** Debian's package has a file that loads a host's settings from /etc/wordpress. Nobody edits that file. */
const isDebians = (text: string): boolean =>
  text.includes("WordPress's Debianised default master config file") && !text.includes('DB_PASSWORD')

const refuse = (platform: Platform): never => {
  const path = pathOf(platform)
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} was not written for ${platform.name}`, {
    fix: command`if only ${platform.name} uses this code base: mv ${path} ${path}.before`,
    context: platform.name,
  })
}

const refuseForeign = (platform: Platform, text: string | undefined): void => {
  if (text === undefined || text.includes(platform.uuid) || isDebians(text)) return
  refuse(platform)
}

/**
 * The `wp-config.php` of the code base, the same for all its sites. Refuses to replace a file that somebody else wrote.
 */
export const rootSettings = (platform: Platform, server: Server, planning: Planning): FileStep => {
  const path = pathOf(platform)
  refuseForeign(platform, planning.host(server).text(path))
  return writeFile(codePlace(platform, server, planning), {
    title: `write the settings that all sites of ${platform.name} share`,
    path,
    text: render('wordpress/wp-config.php', { context: platform.name, uuid: platform.uuid }),
    mode: 0o644,
  })
}

const removeSettings = (platform: Platform, server: Server, planning: Planning): readonly RemovalStep[] => {
  const path = pathOf(platform)
  return planning.host(server).text(path)?.includes(platform.uuid)
    ? [removePath(codePlace(platform, server, planning), { path })]
    : []
}

/** Restores the code base: removes the files that were created for the platform. */
export const withdrawPlatform = (
  transition: Transition<'platform'>,
  server: Server,
  planning: Planning,
): readonly RemovalStep[] =>
  transition.to === undefined
    ? [...removeSettings(transition.from, server, planning), ...withdrawSitesFolder(transition, server, planning)]
    : []
