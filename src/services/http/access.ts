import type { Platform } from '../../contexts/types/platform.js'
import { ProvisionError } from '../../errors.js'
import type { HostReader } from '../../hosts/reader.js'
import { phpEndpoint } from './php-endpoint.js'

type Serving = Platform['serving']

/**
 * What no web server ever hands out, whatever the application: regular expressions of whole paths without the
 * leading slash.
 */
const neverServed: readonly string[] = [
  // Dot files: version control, .env, .htaccess, the owner's mark.
  '(?:.*/)?\\.(?!well-known(?:/|$)).*',
  // What editors, administrators and dumps leave behind.
  '.*(?:~|\\.(?:bak|orig|save|sw[op]|inc|sql(?:\\.(?:gz|bz2|xz|zst|zip))?))',
  '(?:.*/)?(?:composer\\.(?:json|lock)|package(?:-lock)?\\.json|yarn\\.lock|pnpm-lock\\.yaml|web\\.config|phpunit\\.xml(?:\\.dist)?)',
  '(?:.*/)?vendor/(?:composer/.*|.*\\.php(?:/.*)?)',
  'sites/[^/]+/private(?:/.*)?',
  'sites/[^/]+/(?:[^/]*settings[^/]*|drushrc)\\.php(?:/.*)?',
]

const anyCase = (word: string): string => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)

/** Scripts by other endings than `.php`: nothing runs them, and served as they are they would tell what they hold. */
const otherEndings = `\\.(?:P[hH][pP]|pH[pP]|phP|${anyCase('php')}\\d+|${['phtml', 'phar', 'phps', 'phpt', 'pht'].map(anyCase).join('|')})`

const scriptEnding = '\\.php(?:/.*)?'

/** Below `sites` are folders that visitors upload to. */
const allScripts = '(?!sites/).+\\.php'

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\\([/-])/g, '$1')

const sound = (expression: string): string => {
  try {
    new RegExp(expression)
    return expression
  } catch (cause) {
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `not a regular expression: ${expression}`, { cause })
  }
}

/** Whether PHP runs at all. */
export const runsPhp = ({ scripts, frontController }: Serving): boolean =>
  frontController !== undefined || scripts === undefined || scripts.length > 0

/** The paths that are not served, as regular expressions of the whole path without the leading slash. */
export const deniedPaths = ({ denied, uploads }: Serving): readonly string[] => [
  ...neverServed,
  `.*${otherEndings}(?:/.*)?`,
  ...uploads.map((folder) => `sites/[^/]+/${escaped(folder)}/.*${scriptEnding}`),
  ...denied.map(sound),
]

/** What answers for a folder, the front controller before all else. */
export const indexFiles = (serving: Serving): readonly string[] => {
  const { frontController } = serving
  const scripts = [...(frontController ? [frontController] : []), ...(runsPhp(serving) ? ['index.php'] : [])]
  return [...new Set([...scripts, 'index.html', 'index.htm'])]
}

/** The folders of a site that visitors upload to, as a regular expression; the empty string when there is none. */
export const uploadFolders = ({ uploads }: Serving): string =>
  uploads.length === 0 ? '' : `(?:${uploads.map(escaped).join('|')})`

/** The scripts that PHP may run, as regular expressions like those of `deniedPaths`, without what follows the script. */
export const allowedScripts = ({ scripts, frontController }: Serving): readonly string[] => [
  ...new Set([
    ...(frontController === undefined ? [] : [escaped(frontController)]),
    ...(scripts?.map(sound) ?? [allScripts]),
  ]),
]

/** Platforms without PHP hand out no source of their scripts either. */
export const scriptSource = `.*${scriptEnding}`

/** Without php-fpm no site of the platform could answer. */
export const requirePhp = (platform: Platform, look: HostReader): void => {
  const { web_server, serving, name } = platform
  if (!runsPhp(serving) || phpEndpoint(web_server, look) !== undefined) return
  throw new ProvisionError('PROVISION_PHP_FPM_NOT_FOUND', `${name}: no php-fpm was found on ${web_server.name}`, {
    fix: `install php-fpm, or provision-save ${web_server.name} --php_fpm_socket=…`,
    context: name,
  })
}
