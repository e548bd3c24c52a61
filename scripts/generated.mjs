import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

const current = (path) => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

const formatted = (path, text) =>
  /\.(ts|json)$/.test(path)
    ? execFileSync(join(root, 'node_modules/.bin/biome'), ['format', `--stdin-file-path=${path}`], {
        cwd: root,
        input: text,
        encoding: 'utf8',
      })
    : text

const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  console.log(`wrote ${path}`)
}

/** Writes the files whose text has changed. With --check, fails if there are any. */
export const writeOrCheck = async (texts) => {
  const stale = Object.entries(texts)
    .map(([path, text]) => [path, formatted(path, text)])
    .filter(([path, text]) => current(path) !== text)
  if (!process.argv.includes('--check')) return stale.forEach(([path, text]) => write(path, text))
  for (const [path] of stale) console.error(`${path} is stale: run npm run build && npm run docs`)
  if (stale.length > 0) process.exitCode = 1
}
