import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { header } from '../header.js'
import { fileMode } from '../steps.js'
import type { WebPlatform } from '../view/platform.js'
import type { WebServer } from '../view/server.js'
import { codeLocations, otherwise, siteLocations } from './locations.js'

/** Each vhost of the platform includes `.inc`, and `.own` in the location of the site's own folder. `.conf` is gone. */
export const platformEndings = ['.conf', '.inc', '.own'] as const

/** The file of the server, without its ending, with the headers that answers get. */
export const headersFile = ({ securityHeaders }: WebPlatform): string =>
  securityHeaders ? 'headers' : 'headers-application'

/** Each vhost says where its PHP runs. */
const phpVariable = '$provision_php'

export const platformView = (platform: WebPlatform, { paths }: WebServer) => ({
  header: header(platform.owner),
  app: quoting.nginx(paths.app),
  php: platform.php,
  otherwise: otherwise(platform, ''),
  code: codeLocations(platform, '', phpVariable),
  own: siteLocations(platform, ''),
})

export const platformFiles = (platform: WebPlatform, server: WebServer): readonly WebFile[] => {
  const view = platformView(platform, server)
  return [
    { path: `${platform.file}.conf`, mode: fileMode },
    { path: `${platform.file}.inc`, text: render('http/nginx/platform', view), mode: fileMode },
    { path: `${platform.file}.own`, text: render('http/nginx/platform-own', view), mode: fileMode },
  ]
}
