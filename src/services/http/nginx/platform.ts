import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { allowedScripts, deniedPaths, indexFiles, scriptSource, uploadFolders } from '../access.js'
import { header } from '../header.js'
import { fileMode } from '../steps.js'
import type { Owner } from '../view/checked.js'
import type { WebPlatform } from '../view/platform.js'
import type { WebServer } from '../view/server.js'
import { partPattern, pattern } from './pattern.js'

/** `.conf` is read once; each vhost of the platform includes `.inc`. */
export const platformEndings = ['.conf', '.inc'] as const

/** Part of the names of variables of a platform. Nginx' table for names has no room for long ones. */
export const variablePart = ({ uuid }: Owner): string => uuid.replaceAll('-', '').slice(0, 16)

/** The target of requests for missing files, inside or outside a subdirectory. */
const fallback = ({ frontController, frontControllerQuery }: WebPlatform['serving'], base: string): string => {
  if (frontController === undefined) return '=404'
  const script = `${base}/${quoting.nginx(frontController)}`
  return frontControllerQuery === undefined
    ? `${script}$is_args$args`
    : `${script}?${quoting.nginx(frontControllerQuery)}=$provision_typed_path&$args`
}

/** Values that platforms and subdirectories share. `base` is the subdirectory. */
export const servingView = ({ serving }: WebPlatform, base: string) => ({
  index: indexFiles(serving).map(quoting.nginx),
  uploads: partPattern(uploadFolders(serving)),
  fallback: fallback(serving, base),
})

export const platformView = (platform: WebPlatform, { paths }: WebServer) => {
  const { serving, php, owner } = platform
  return {
    header: header(owner),
    app: quoting.nginx(paths.app),
    part: variablePart(owner),
    php,
    denied: [...deniedPaths(serving), ...(php ? [] : [scriptSource])].map(pattern),
    scripts: allowedScripts(serving).map(pattern),
    ...servingView(platform, ''),
  }
}

export const platformFiles = (platform: WebPlatform, server: WebServer): readonly WebFile[] => {
  const view = platformView(platform, server)
  return [
    { path: `${platform.file}.conf`, text: render('http/nginx/platform', view), mode: fileMode },
    { path: `${platform.file}.inc`, text: render('http/nginx/platform-site', view), mode: fileMode },
  ]
}
