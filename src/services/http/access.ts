import type { Platform } from '../../contexts/types/platform.js'
import { ProvisionError } from '../../errors.js'

type Serving = Platform['serving']

/**
 * Paths that no web server ever serves, for any application: regular expressions for whole paths without the leading
 * slash.
 */
const neverServed: readonly string[] = [
  // Dot files: version control, .env, .htaccess, the owner's mark.
  '(?:.*/)?\\.(?!well-known(?:/|$)).*',
  // Backup files, swap files and database dumps.
  '.*(?:~|\\.(?:bak|orig|save|sw[op]|inc|sql(?:\\.(?:gz|bz2|xz|zst|zip))?))',
  '(?:.*/)?(?:composer\\.(?:json|lock)|package(?:-lock)?\\.json|yarn\\.lock|pnpm-lock\\.yaml|web\\.config|phpunit\\.xml(?:\\.dist)?)',
  '(?:.*/)?vendor/(?:composer/.*|.*\\.php(?:/.*)?)',
  'sites/[^/]+/private(?:/.*)?',
  'sites/[^/]+/(?:[^/]*settings[^/]*|drushrc)\\.php(?:/.*)?',
]

const anyCase = (word: string): string => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)

/** Scripts with other endings than `.php`. Nothing runs them, and serving them would show their source. */
const otherEndings = `\\.(?:P[hH][pP]|pH[pP]|phP|${anyCase('php')}\\d+|${['phtml', 'phar', 'phps', 'phpt', 'pht'].map(anyCase).join('|')})`

const scriptEnding = '\\.php(?:/.*)?'

/** Folders below `sites` are excluded, because visitors upload to them. */
const allScripts = '(?!sites/).+\\.php'

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\\([/-])/g, '$1')

const validExpression = (expression: string): string => {
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

/** Paths that are not served, as regular expressions for the whole path without the leading slash. */
export const deniedPaths = ({ denied, uploads }: Serving): readonly string[] => [
  ...neverServed,
  `.*${otherEndings}(?:/.*)?`,
  ...uploads.map((folder) => `sites/[^/]+/${escaped(folder)}/.*${scriptEnding}`),
  ...denied.map(validExpression),
]

/** The index files of a folder, with the front controller first. */
export const indexFiles = (serving: Serving): readonly string[] => {
  const { frontController } = serving
  const scripts = [...(frontController ? [frontController] : []), ...(runsPhp(serving) ? ['index.php'] : [])]
  return [...new Set([...scripts, 'index.html', 'index.htm'])]
}

/** The folders of a site that visitors upload to, as a regular expression. Empty if there is none. */
export const uploadFolders = ({ uploads }: Serving): string =>
  uploads.length === 0 ? '' : `(?:${uploads.map(escaped).join('|')})`

/**
 * The scripts that PHP may run, as regular expressions like those of `deniedPaths`, without the path after the script.
 */
export const allowedScripts = ({ scripts, frontController }: Serving): readonly string[] => [
  ...new Set([
    ...(frontController === undefined ? [] : [escaped(frontController)]),
    ...(scripts?.map(validExpression) ?? [allScripts]),
  ]),
]

/** Platforms without PHP must not serve the source of scripts. */
export const scriptSource = `.*${scriptEnding}`
