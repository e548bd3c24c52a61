// The program and its libraries as esbuild splits them.
import { join } from 'node:path'
import { build } from 'esbuild'
import { target } from './common-js.mjs'
import { root } from './generated.mjs'
import { leaveOut, requireLazily } from './libraries.mjs'
import { compileTemplates, keepTablesApart } from './own-parts.mjs'

export const bundled = (outdir) =>
  build({
    ...target,
    entryPoints: [join(root, 'src/run.ts')],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    // Its main file is UMD, whose require() of its own parts no bundler can follow
    alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') },
    plugins: [leaveOut, keepTablesApart, compileTemplates, requireLazily],
    absWorkingDir: root,
    logLevel: 'warning',
  })
