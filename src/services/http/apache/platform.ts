import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import {
  type Paths,
  allScripts,
  codeFiles,
  escaped,
  expressionOf,
  scriptFolders,
  siteFiles,
  uploadFiles,
} from '../access.js'
import { compressedTypes, fingerprintedFiles, keptFiles, textEnds, typeEnds } from '../file-types.js'
import { header } from '../header.js'
import { fileMode } from '../steps.js'
import type { WebPlatform } from '../view/platform.js'
import { forwardedValues } from './origin.js'
import { folderPattern, pattern, substitution } from './rewriting.js'

export const platformEndings = ['.conf'] as const

/** The target of requests for missing files, inside or outside a subdirectory. */
const fallback = ({ frontController, frontControllerQuery }: WebPlatform['serving']): string => {
  if (frontController === undefined) return ''
  const script = `%{CONTEXT_PREFIX}/${substitution(frontController)}`
  return frontControllerQuery === undefined ? script : `${script}?${substitution(frontControllerQuery)}=$1`
}

const below = (folder: string, paths: Paths): string => pattern(`^${expressionOf(paths, `${escaped(folder)}/`)}`)

/** Files in a site's folder that are served as they are, as regular expressions of whole paths of files. */
export const ownFiles = ({ root, serving }: WebPlatform, folder: string): readonly string[] =>
  [siteFiles(serving), uploadFiles(serving)]
    .filter((paths) => paths !== undefined)
    .map((paths) => below(`${root}/sites/${folder}`, paths))

export const platformView = (platform: WebPlatform) => {
  const { owner, root, serving, php } = platform
  const { frontController = '' } = serving
  return {
    header: header(owner),
    root: quoting.apache(root),
    php,
    files: [below(root, codeFiles(serving)), ...ownFiles(platform, 'all')],
    scripts: php ? below(root, allScripts(serving)) : '',
    front: frontController === '' ? '' : pattern(`^${escaped(`${root}/${frontController}`)}`),
    front_path: pattern(escaped(frontController)),
    folders: scriptFolders(serving).map((folder) => ({
      path: substitution(folder),
      pattern: pattern(escaped(folder)),
    })),
    sites: folderPattern(`${root}/sites`),
    fallback: fallback(serving),
    types: typeEnds().map(({ type, ends }) => `${type} ${ends.map((end) => `.${end}`).join(' ')}`),
    text_ends: textEnds().map((end) => `.${end}`),
    compressed: compressedTypes(),
    kept: pattern(keptFiles),
    fingerprinted: pattern(fingerprintedFiles),
    security_headers: platform.securityHeaders,
    ...forwardedValues,
  }
}

export const platformFiles = (platform: WebPlatform): readonly WebFile[] => {
  const text = render('http/apache/platform', platformView(platform))
  return [{ path: `${platform.file}.conf`, text, mode: fileMode }]
}
