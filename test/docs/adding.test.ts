import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { blocksOf } from '../support/markdown.js'

const checkout = new URL('../../', import.meta.url).pathname
const pages = ['adding-a-service.md', 'adding-an-application.md'].map((name) => join(checkout, 'docs', name))

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'provision-docs-'))
  for (const name of ['src', 'scripts', 'templates', 'package.json', 'tsconfig.json', 'biome.json', '.gitignore'])
    cpSync(join(checkout, name), join(copy, name), { recursive: true })
  symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true }))

/** The files of the examples, each at the path that its block names. */
const follow = (): readonly string[] =>
  pages.flatMap(blocksOf).flatMap(({ path, text }) => {
    if (!path.includes('/')) return []
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), text, { flag: 'wx' })
    return [path]
  })

const tool = (name: string, words: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin', name), words, { cwd: copy, encoding: 'utf8' })
  return `${stdout}${stderr}`
}

it('adds what the pages add with new files alone, found by the lists, typed and formatted', () => {
  const made = follow()
  execFileSync(process.execPath, [join(copy, 'scripts/lists.mjs')], { cwd: copy })

  const types = tool('tsc', [])
  const format = tool('biome', ['format', ...made.filter((path) => path.endsWith('.ts'))])

  expect(types).toBe('')
  expect(format).toContain('No fixes applied')
  expect(readFileSync(join(copy, 'src/services/services.generated.ts'), 'utf8')).toContain("'http/caddy': httpCaddy")
  expect(readFileSync(join(copy, 'src/applications/applications.generated.ts'), 'utf8')).toContain('notesApplication')
}, 120_000)
