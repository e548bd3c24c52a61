import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { allowedScripts, deniedPaths, indexFiles, scriptSource } from '../access.js'
import { header } from '../header.js'
import { fileMode } from '../steps.js'
import type { WebPlatform } from '../view/platform.js'
import { folderPattern, pattern, substitution } from './rewriting.js'

export const platformEndings = ['.conf'] as const

/** The target of requests for missing files, inside or outside a subdirectory. */
const fallback = ({ frontController, frontControllerQuery }: WebPlatform['serving']): string => {
  if (frontController === undefined) return ''
  const script = `%{CONTEXT_PREFIX}/${substitution(frontController)}`
  return frontControllerQuery === undefined ? script : `${script}?${substitution(frontControllerQuery)}=$1`
}

export const platformView = ({ owner, root, serving, php }: WebPlatform) => ({
  header: header(owner),
  root: quoting.apache(root),
  php,
  index: indexFiles(serving).map(quoting.apache),
  uploads: serving.uploads.map(folderPattern),
  denied: [...deniedPaths(serving), ...(php ? [] : [scriptSource])].map(pattern),
  scripts: allowedScripts(serving).map(pattern),
  fallback: fallback(serving),
})

export const platformFiles = (platform: WebPlatform): readonly WebFile[] => {
  const text = render('http/apache/platform', platformView(platform))
  return [{ path: `${platform.file}.conf`, text, mode: fileMode }]
}
