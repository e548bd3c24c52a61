import type { Platform } from '../../../contexts/types/platform.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { allowedScripts, deniedPaths, indexFiles, requirePhp, runsPhp, scriptSource, uploadFolders } from '../access.js'
import { checkedIdentity } from '../checked.js'
import { header } from '../header.js'
import { platformFile, serverPaths } from '../paths.js'
import { fileMode } from '../steps.js'
import { partPattern, pattern } from './pattern.js'

/** `.conf` is read once, `.inc` by each vhost of the platform. */
export const platformEndings = ['.conf', '.inc'] as const

/** Part of the names of variables that belong to a platform. Long names do not fit into Nginx' table of them. */
export const variablePart = (platform: Platform): string =>
  checkedIdentity(platform).uuid.replaceAll('-', '').slice(0, 16)

/** Where a request goes that is no file, below a subdirectory or none. */
const fallback = ({ frontController, frontControllerQuery }: Platform['serving'], base: string): string => {
  if (frontController === undefined) return '=404'
  const script = `${base}/${quoting.nginx(frontController)}`
  return frontControllerQuery === undefined
    ? `${script}$is_args$args`
    : `${script}?${quoting.nginx(frontControllerQuery)}=$provision_typed_path&$args`
}

/** What platforms and subdirectories say in the same words; `base` is the subdirectory. */
export const servingView = ({ serving }: Platform, base: string) => ({
  index: indexFiles(serving).map(quoting.nginx),
  uploads: partPattern(uploadFolders(serving)),
  fallback: fallback(serving, base),
})

export const platformView = (platform: Platform) => {
  const { serving, web_server } = platform
  const php = runsPhp(serving)
  return {
    header: header(checkedIdentity(platform)),
    app: quoting.nginx(serverPaths(web_server).app),
    part: variablePart(platform),
    php,
    denied: [...deniedPaths(serving), ...(php ? [] : [scriptSource])].map(pattern),
    scripts: allowedScripts(serving).map(pattern),
    ...servingView(platform, ''),
  }
}

export const platformFiles = (platform: Platform, look: HostReader): readonly WebFile[] => {
  requirePhp(platform, look)
  const view = platformView(platform)
  const file = platformFile(platform)
  return [
    { path: `${file}.conf`, text: render('http/nginx/platform', view), mode: fileMode },
    { path: `${file}.inc`, text: render('http/nginx/platform-site', view), mode: fileMode },
  ]
}
