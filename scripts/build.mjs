// Creates dist/provision.parts: the program and its libraries in parts that load on demand, still without code caches.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bundled } from './bundle.mjs'
import { minified, toCommonJs } from './common-js.mjs'
import { ownParts } from './own-parts.mjs'
import { partOf, writeParts } from './parts-file.mjs'

const { path } = createRequire(import.meta.url)('../bin/parts.js')
const folder = dirname(path)

const bundle = await bundled(folder)

const parts = [...(await toCommonJs(bundle)), ...(await ownParts())]
mkdirSync(folder, { recursive: true })
writeParts(path, await Promise.all(parts.map(async (part) => partOf(part.name, await minified(part)))))
if (process.argv.includes('--metafile')) writeFileSync(join(folder, 'metafile.json'), JSON.stringify(bundle.metafile))
