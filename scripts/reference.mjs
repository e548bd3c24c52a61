// Writes docs/reference from the definitions in the built program; with --check it fails if a page is stale.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeOrCheck } from './generated.mjs'

const home = mkdtempSync(join(tmpdir(), 'provision-docs-'))
process.env.PROVISION_HOME = home
const { Parts } = createRequire(import.meta.url)('../bin/parts.js')
const { referencePages } = new Parts().load('run')

try {
  await writeOrCheck(await referencePages())
} finally {
  rmSync(home, { recursive: true })
}
