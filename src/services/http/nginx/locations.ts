import { quoting } from '../../../lib/quoting.js'
import { render } from '../../../templates/render.js'
import {
  type Paths,
  codeFiles,
  escaped,
  expressionOf,
  otherScripts,
  scriptFolders,
  siteFiles,
  uploadFiles,
  uploadFolders,
} from '../access.js'
import { textTypes } from '../file-types.js'
import type { WebPlatform } from '../view/platform.js'
import { pattern } from './pattern.js'

/** Sends a request to the front controller, which sees the address as it was typed. `base` is the subdirectory. */
const fallback = ({ frontController, frontControllerQuery }: WebPlatform['serving'], base: string): string => {
  if (frontController === undefined) return 'return 404;'
  const script = `${base}/${quoting.nginx(frontController)}`
  return frontControllerQuery === undefined
    ? `rewrite "(?s)^" "${script}" last;`
    : `rewrite "(?s)^${base}/(.*)$" "${script}?${quoting.nginx(frontControllerQuery)}=$1" last;`
}

/** The same for a request in the folder of a site, which may mean a file that the sites share. */
const ownFallback = ({ serving }: WebPlatform, base: string): string =>
  [
    ...Object.entries(serving.shared ?? {}).map(
      ([folder, path]) =>
        `rewrite "(?s)^${base}/sites/[^/]+/${pattern(escaped(folder))}/(.+)$" "${base}/${quoting.nginx(path)}/$1" last;`,
    ),
    fallback(serving, base),
  ].join('\n')

const below = (folder: string, paths: Paths | undefined): string =>
  paths === undefined ? '' : pattern(`^${expressionOf(paths, folder)}`)

const otherwiseBy = (fallback: string): string => render('http/nginx/otherwise', { fallback }).trimEnd()

/** What is done with a request for nothing in particular: existing files are refused, and the application is asked. */
export const otherwise = ({ serving }: WebPlatform, base: string): string => otherwiseBy(fallback(serving, base))

/**
 * The locations of the code base. `base` is the subdirectory, and `pass` where PHP runs. All but the front controller are expressions, so that a
 * site as a subdirectory of the same name comes first.
 */
export const codeLocations = (platform: WebPlatform, base: string, pass: string): string => {
  const { serving, php } = platform
  const { frontController = '' } = serving
  return render('http/nginx/code', {
    base,
    php,
    pass,
    fallback: fallback(serving, base),
    front: frontController === '' ? '' : `${base}/${quoting.nginx(frontController)}`,
    front_pattern: pattern(`${base}/${escaped(frontController)}`),
    scripts: below(`${base}/`, otherScripts(serving)),
    folders: scriptFolders(serving).map((folder) => ({
      path: `${base}/${quoting.nginx(folder)}`,
      pattern: pattern(`${base}/${escaped(folder)}`),
    })),
    text_types: textTypes(),
    files: below(`${base}/`, codeFiles(serving)),
  }).trimEnd()
}

/** What is inside the location of a site's own folder. */
export const siteLocations = (platform: WebPlatform, base: string): string => {
  const { serving } = platform
  const fallback = ownFallback(platform, base)
  return render('http/nginx/own', {
    base,
    otherwise: otherwiseBy(fallback),
    fallback,
    uploads: below(`${base}/sites/[^/]+/`, uploadFiles(serving)),
    upload_folders: serving.uploads.length === 0 ? '' : pattern(uploadFolders(serving)),
    text_types: textTypes(),
    files: below(`${base}/sites/[^/]+/`, siteFiles(serving)),
  }).trimEnd()
}
