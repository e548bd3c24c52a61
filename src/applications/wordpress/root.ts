import { posix } from 'node:path'
import type { Platform } from '../../contexts/types/platform.js'
import { ProvisionError } from '../../errors.js'
import { type HostReader, thisMachine } from '../../hosts/reader.js'
import type { FileStep } from '../../steps/file.js'
import type { RemovalStep } from '../../steps/removal.js'
import { render } from '../../templates/render.js'
import { removal, removeSitesFolder } from '../layout.js'

const pathOf = ({ root }: Platform): string => posix.join(root, 'wp-config.php')

/** Debian's package has a file that picks a host's settings in /etc/wordpress; nobody keeps settings of their own in it. */
const isDebians = (text: string): boolean =>
  text.includes("WordPress's Debianised default master config file") && !text.includes('DB_PASSWORD')

const refuse = (platform: Platform): never => {
  const path = pathOf(platform)
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} was not written for ${platform.name}`, {
    fix: `mv ${path} ${path}.before, when nothing but ${platform.name} is to use this code base`,
    context: platform.name,
  })
}

const refuseForeign = (platform: Platform, text: string | undefined): void => {
  if (text === undefined || text.includes(platform.uuid) || isDebians(text)) return
  refuse(platform)
}

/** The `wp-config.php` of the code base, the same for all of its sites; one that somebody else wrote is refused. */
export const rootSettings = (platform: Platform, look: HostReader): FileStep => {
  const path = pathOf(platform)
  refuseForeign(platform, look.text(path))
  return {
    kind: 'file',
    host: thisMachine,
    stage: 'file',
    context: platform.name,
    title: `write the settings that all sites of ${platform.name} share`,
    path,
    text: render('wordpress/wp-config.php', { context: platform.name, uuid: platform.uuid }),
    mode: 0o644,
  }
}

/** The code base as it was, without what was made for the platform. */
export const removePlatform = (platform: Platform, look: HostReader): readonly RemovalStep[] => [
  ...(look.text(pathOf(platform))?.includes(platform.uuid) ? [removal(platform, pathOf(platform))] : []),
  ...removeSitesFolder(platform, look),
]
