import type { Platform } from '../../contexts/types/platform.js'
import { type FileTypes, documentTypes, pageTypes } from './file-types.js'

type Serving = Platform['serving']

/**
 * Paths below a folder, as regular expressions for whole paths without the leading slash. Each takes time that grows
 * with the length of the path alone. A path is allowed that `allowed` matches and none of `except`.
 */
export interface Paths {
  readonly allowed: string
  readonly except: readonly string[]
}

const ends = (types: FileTypes): string => Object.keys(types).join('|')
const pages = ends(pageTypes)
const all = `${pages}|${ends(documentTypes)}`

/** The end of the text, not of a line. The same in JavaScript and in PCRE. */
const end = '(?![\\s\\S])'

/** Folders without a dot at the beginning. */
const folders = '(?:[^/.][^/]*/)*'

const named = (types: string): string => `[^/.][^/]*\\.(?:${types})`

/** Anything that goes on after these ends of names is a copy of code or data: `index.php.txt`, `settings.php-old.txt`. */
const copies =
  '.*\\.(?:php\\d*|pht|phtml|phps|phpt|phar|sql|sqlite\\d*)[^a-z0-9/].*|.*\\.(?:inc|bak|old|orig|save|sw[op])\\..*'

/** Files of tools, in any folder. Some hold passwords. */
const ofTools =
  '(?:.*/)?(?:composer|package|package-lock|installed|tsconfig|auth|credentials|secrets)\\.json|(?:.*/)?phpunit\\.xml'

/** A literal in a regular expression that needs no further quoting in a configuration. */
export const escaped = (literal: string): string =>
  literal.replace(/\./g, '\\.').replace(/[^\w\\./@,=~ -]|\\(?!\.)/g, (character) => {
    const code = character.charCodeAt(0)
    return code > 0x1f && code < 0x7f ? `\\x${code.toString(16)}` : character
  })

/** An exact path, or everything in a folder if it ends with a slash. */
const refused = (path: string): string => `${escaped(path)}${path.endsWith('/') ? '.*' : ''}`

const scriptPath = (script: string): string => script.split('*').map(escaped).join('[^/.][^/]*')

const typesOf = ({ types = [] }: Serving, known: string): string => [known, ...types.map(escaped)].join('|')

/** Files that are served as they are, except those below `sites`. */
export const codeFiles = (serving: Serving): Paths => {
  const types = serving.downloads === true ? all : pages
  return {
    allowed: `(?:\\.well-known/)?${folders}${named(typesOf(serving, types))}|\\.well-known/${folders}[^/.]+`,
    except: ['sites/.*', copies, ofTools, ...serving.denied.map(refused)],
  }
}

/** Files in the folder of a site, or in `sites/all`, that are served as they are. The paths begin below it. */
export const siteFiles = (serving: Serving): Paths => ({
  allowed: `${folders}${named(typesOf(serving, pages))}`,
  except: ['private/.*', copies, ofTools],
})

/** Files in the folders of a site that visitors upload to. Undefined without such a folder. */
export const uploadFiles = (serving: Serving): Paths | undefined =>
  serving.uploads.length === 0
    ? undefined
    : {
        allowed: `${uploadFolders(serving)}/${folders}${named(typesOf(serving, all))}`,
        except: [copies],
      }

/** Paths in one expression, after the expression of a folder. Servers without look-ahead ask for both parts. */
export const expressionOf = ({ allowed, except }: Paths, folder = ''): string =>
  `${folder}${except.length === 0 ? '' : `(?!(?:${except.join('|')})${end})`}(?:${allowed})${end}`

/** What PHP may run besides the front controller. Undefined if there is nothing. */
export const otherScripts = ({ frontController, scripts, denied }: Serving): Paths | undefined => {
  const others = scripts.filter((script) => script !== frontController)
  return others.length === 0 ? undefined : { allowed: others.map(scriptPath).join('|'), except: denied.map(refused) }
}

/** All that PHP may run. */
export const allScripts = (serving: Serving): Paths => ({
  allowed: [serving.frontController, ...serving.scripts]
    .filter((script) => script !== undefined)
    .map(scriptPath)
    .join('|'),
  except: serving.denied.map(refused),
})

/** Folders whose address runs the `index.php` in it: `admin` with `admin/index.php` or `admin/*.php`. */
export const scriptFolders = ({ scripts }: Serving): readonly string[] => [
  ...new Set(
    scripts
      .filter((script) => /\/(?:index|\*)\.php$/.test(script))
      .map((script) => script.slice(0, script.lastIndexOf('/'))),
  ),
]

/** The folders of a site that visitors upload to, as a regular expression. */
export const uploadFolders = ({ uploads }: Serving): string => `(?:${uploads.map(escaped).join('|')})`
