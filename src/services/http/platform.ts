import type { Planning } from '../../contexts/planning.js'
import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'
import { ProvisionError } from '../../errors.js'
import type { Step } from '../../steps/common/step.js'
import { controlled } from './control.js'
import { absentFiles, webStep } from './steps.js'
import { type WebPlatform, webPlatform } from './view/platform.js'
import { type WebServer, webServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'
import { command } from '../../lib/shell-word.js'

/** Refuses without php-fpm, because no site of the platform could answer. */
const requirePhp = ({ owner, php }: WebPlatform, server: WebServer): void => {
  if (!php || server.php !== undefined) return
  throw new ProvisionError(
    'PROVISION_PHP_FPM_NOT_FOUND',
    `${owner.name}: no php-fpm was found on ${server.owner.name}`,
    {
      fix: command`install php-fpm, or provision-save ${server.owner.name} --php_fpm_socket=…`,
      context: owner.name,
    },
  )
}

const titleOf = (platform: Platform, { name }: WebServerText): string => `configure ${name} for ${platform.name}`

export const verifyPlatform = (
  platform: Platform,
  server: Server,
  text: WebServerText,
  planning: Planning,
): readonly Step[] => {
  const [view, on] = [webPlatform(platform, server), webServer(server, planning)]
  requirePhp(view, on)
  const files = text.platform(view, on)
  return [webStep(platform, controlled(server, text, planning), { title: titleOf(platform, text), files })]
}

export const removePlatform = (
  platform: Platform,
  server: Server,
  text: WebServerText,
  planning: Planning,
): readonly Step[] => {
  const files = absentFiles(webPlatform(platform, server).file, text.platformEndings)
  return [webStep(platform, controlled(server, text, planning), { title: titleOf(platform, text), files })]
}
