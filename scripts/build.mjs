// Creates dist/provision.parts: the program and its libraries in parts that load on demand, still without code caches.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { minified, target, toCommonJs } from './common-js.mjs'
import { root } from './generated.mjs'
import { leaveOut, requireLazily } from './libraries.mjs'
import { compileTemplates, keepTablesApart, ownParts } from './own-parts.mjs'
import { partOf, writeParts } from './parts-file.mjs'

const { path } = createRequire(import.meta.url)('../bin/parts.js')
const folder = dirname(path)

const bundle = await build({
  ...target,
  entryPoints: [join(root, 'src/run.ts')],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  write: false,
  metafile: true,
  // Its main file is UMD, and no bundler can follow the require() calls in it
  alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') },
  plugins: [leaveOut, keepTablesApart, compileTemplates, requireLazily],
  absWorkingDir: root,
  logLevel: 'warning',
})

const parts = [...(await toCommonJs(bundle)), ...(await ownParts())]
mkdirSync(folder, { recursive: true })
writeParts(path, await Promise.all(parts.map(async (part) => partOf(part.name, await minified(part)))))
if (process.argv.includes('--metafile')) writeFileSync(join(folder, 'metafile.json'), JSON.stringify(bundle.metafile))
