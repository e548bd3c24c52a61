import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

const contentOf = (path: string): string => {
  const stats = lstatSync(path)
  const mode = (stats.mode & 0o7777).toString(8)
  if (stats.isSymbolicLink()) return `→ ${readlinkSync(path)}`
  return stats.isFile() ? `${mode} ${readFileSync(path, 'latin1')}` : mode
}

/** All that is below a folder: modes, texts and links by path. */
export const pictureOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => [name, contentOf(join(folder, name))]),
  )
