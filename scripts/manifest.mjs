// Writes oclif.manifest.json, so that help can describe the commands without loading them.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Plugin } from '@oclif/core'
import { root } from './generated.mjs'

const require = createRequire(import.meta.url)
const { Parts } = require('../bin/parts.js')
const { loadCommands } = new Parts().load('run')

class BundledPlugin extends Plugin {
  async loadCommandsFromTarget() {
    return loadCommands()
  }
}

const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const plugin = new BundledPlugin({
  isRoot: true,
  root,
  pjson,
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
})
await plugin.load()
const path = join(root, 'oclif.manifest.json')
writeFileSync(`${path}.new`, `${JSON.stringify(plugin.manifest, undefined, 2)}\n`)
renameSync(`${path}.new`, path)
