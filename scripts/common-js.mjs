import { basename, relative } from 'node:path'
import { transform } from 'esbuild'
import { root } from './generated.mjs'
import { withLazyRequires } from './lazy-requires.mjs'
import { partNames } from './part-names.mjs'

export const target = { platform: 'node', target: 'node20', charset: 'ascii' }

const options = {
  ...target,
  format: 'cjs',
  // A script has no loader for import(), so it becomes a require() at the same place.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname' },
}

/** Makes import() of a CommonJS library return its named exports as well as the default. */
const exportNames = `module.exports = Object.defineProperties(
  { default: module.exports.default, __esModule: true },
  Object.getOwnPropertyDescriptors(module.exports.default),
)`

/** Turns esbuild's output files into CommonJS parts that require each other by name. */
export const toCommonJs = ({ metafile, outputFiles }) => {
  const names = partNames(metafile)
  const isCommonJs = ({ entryPoint }) => metafile.inputs[entryPoint]?.format === 'cjs'
  const withNames = (text) =>
    text.replace(/"\.\/([\w-]+\.js)"/g, (id, file) => (names.has(file) ? `"./${names.get(file)}"` : id))
  const part = async ({ path, text }) => {
    const { code, warnings } = await transform(withNames(text), options)
    if (warnings.length > 0) throw new Error(`${path}: ${warnings.map((warning) => warning.text).join('; ')}`)
    const isLibrary = isCommonJs(metafile.outputs[relative(root, path)])
    return { name: names.get(basename(path)), source: isLibrary ? code + exportNames : code }
  }
  return Promise.all(outputFiles.map(part))
}

/** Node has loaded these before the program starts. */
const present = ['node:fs', 'node:path']

const isLazy = (id) => id.startsWith('node:') && !present.includes(id)

// Keeps the names of functions for stack traces. Without them a start is not faster.
const minify = { minifyWhitespace: true, minifySyntax: true, lineLimit: 120 }

/** Minifies the code, and loads modules of Node when they are first used. */
export const minified = ({ source }) => withLazyRequires(source, isLazy, { ...target, ...minify, as: 'node$' })
