// Separate parts that load when they are first used: templates, and large tables of libraries.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { transform } from 'esbuild'
import handlebars from 'handlebars'
import { root } from './generated.mjs'

const templates = join(root, 'templates')

const templateNames = readdirSync(templates, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.hbs'))
  .map((path) => path.slice(0, -'.hbs'.length))
  .sort()

const compiled = (name) =>
  handlebars.precompile(readFileSync(join(templates, `${name}.hbs`), 'utf8'), { strict: true, noEscape: true })

const listOfTemplates = templateNames
  .map((name) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(`./${name}.hbs`)}) }`)
  .join(',\n')

/** Compiles templates at build time: compiling one takes milliseconds, and loading the compiler would slow down each start. */
export const compileTemplates = {
  name: 'compile-templates',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\/src\/.*compiled-templates\.ts$/ }, () => ({
      contents: `export const compiledTemplates = {${listOfTemplates}}`,
      loader: 'js',
    }))
    onResolve({ filter: /\.hbs$/ }, ({ path }) => ({ path, external: true }))
  },
}

/** Error names by number; Chinese, Japanese and Korean encodings; spinners. */
const tables = /(\/constants\/errors\.js|\/tables\/.*\.json|\/spinners\.json)$/

const tablePaths = new Map()

export const keepTablesApart = {
  name: 'keep-tables-apart',
  setup({ onResolve }) {
    onResolve({ filter: tables }, ({ path, importer, resolveDir }) => {
      if (!importer.includes('/node_modules/')) return undefined
      tablePaths.set(basename(path), join(resolveDir, path))
      return { path: `./${basename(path)}`, external: true }
    })
  },
}

const tableSource = async (path) => {
  const loader = path.endsWith('.json') ? 'json' : 'js'
  return (await transform(readFileSync(path, 'utf8'), { loader, format: 'cjs' })).code
}

/** Name and CommonJS code of each, after bundling. */
export const ownParts = async () => [
  ...templateNames.map((name) => ({ name: `${name}.hbs`, source: `module.exports = ${compiled(name)}` })),
  ...(await Promise.all([...tablePaths].map(async ([name, path]) => ({ name, source: await tableSource(path) })))),
]
