import { readFileSync } from 'node:fs'

/** A golden file, below `test/golden/applications`. */
export const golden = (name: string): string =>
  readFileSync(new URL(`../golden/applications/${name}`, import.meta.url), 'utf8')
