// Runs npm on what is shipped alone. With development packages in the tree, `npm sbom --omit=dev` leaves out what both use.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './generated.mjs'

const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** The lock file without what only development needs. */
const shippedLock = ({ packages, ...lock }) => {
  const {
    '': { devDependencies: _, ...top },
    ...others
  } = packages
  const shipped = Object.entries(others).filter(([, { dev }]) => !dev)
  return { ...lock, packages: { '': top, ...Object.fromEntries(shipped) } }
}

const run = (words, cwd) =>
  new Promise((resolve) =>
    execFile('npm', words, { cwd, maxBuffer: 2 ** 26, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    ),
  )

/** What `npm` says, with these words, of a package file and its lock file. */
export const npmOn = async (packageFile, lockFile, words) => {
  const folder = mkdtempSync(join(tmpdir(), 'provision-npm-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(packageFile))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockFile))
    return await run(words, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same, of what is shipped. */
export const npmOnShipped = (words) => {
  const { devDependencies: _, scripts: __, ...shipped } = json('package.json')
  return npmOn(shipped, shippedLock(json('package-lock.json')), words)
}
