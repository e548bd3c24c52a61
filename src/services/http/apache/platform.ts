import type { Platform } from '../../../contexts/types/platform.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { allowedScripts, deniedPaths, indexFiles, requirePhp, runsPhp, scriptSource } from '../access.js'
import { checkedIdentity } from '../checked.js'
import { header } from '../header.js'
import { platformFile } from '../paths.js'
import { checkedRoot } from '../site-view.js'
import { fileMode } from '../steps.js'
import { folderPattern, pattern, substitution } from './rewriting.js'

export const platformEndings = ['.conf'] as const

/** Where a request goes that is no file, below a subdirectory or none. */
const fallback = ({ frontController, frontControllerQuery }: Platform['serving']): string => {
  if (frontController === undefined) return ''
  const script = `%{CONTEXT_PREFIX}/${substitution(frontController)}`
  return frontControllerQuery === undefined ? script : `${script}?${substitution(frontControllerQuery)}=$1`
}

export const platformView = (platform: Platform) => {
  const { serving } = platform
  const php = runsPhp(serving)
  return {
    header: header(checkedIdentity(platform)),
    root: quoting.apache(checkedRoot(platform)),
    php,
    index: indexFiles(serving).map(quoting.apache),
    uploads: serving.uploads.map(folderPattern),
    denied: [...deniedPaths(serving), ...(php ? [] : [scriptSource])].map(pattern),
    scripts: allowedScripts(serving).map(pattern),
    fallback: fallback(serving),
  }
}

export const platformFiles = (platform: Platform, look: HostReader): readonly WebFile[] => {
  requirePhp(platform, look)
  const text = render('http/apache/platform', platformView(platform))
  return [{ path: `${platformFile(platform)}.conf`, text, mode: fileMode }]
}
